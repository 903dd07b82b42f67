"""Names that are invented for recordings. They are put together anew for each one.

They sound like people and are rare as real names; a part that somebody real in the recording
bears is not used in it.
"""

GIVEN = (
    "Abrilo", "Belluna", "Cassimir", "Delphira", "Elowin", "Fenrika", "Galwen", "Hesperin",
    "Ilvane", "Jorunda", "Kelmar", "Liorette", "Mavindo", "Nerisse", "Ovadrin", "Pellinor",
    "Quillan", "Rosendra", "Sylvaro", "Tamsira", "Ulfrida", "Vesperon", "Wendolin", "Xandrel",
    "Ysolene", "Zephrine", "Arvello", "Brisena", "Corvella", "Dunmira", "Estrano", "Florimel",
    "Gwendrel", "Halvino", "Isoldra", "Jessamir", "Korvena", "Lazuline", "Merrivo", "Noctavia",
    "Orlanda", "Perenel", "Rubinet", "Salvira", "Thessaly", "Umbriel", "Valdoro", "Winifrel",
)  # fmt: skip
FAMILY = (
    "Ashgrovel", "Bramblet", "Copperwin", "Dalewick", "Elmsworn", "Fernhallow", "Gorsewell",
    "Heathrun", "Ivymoor", "Junipath", "Kestrand", "Larkenby", "Mosswright", "Nettlecot",
    "Oakfennel", "Pinecroft", "Quarrywen", "Rushmeadow", "Sedgeley", "Thistleby", "Umberfield",
    "Vinebarrow", "Willowtarn", "Yarrowdale", "Aldermoor", "Birchenfell", "Cloverhyth",
    "Dockenby", "Everfern", "Foxgloven", "Gladewyn", "Hollybrack", "Inglewood", "Jasmarsh",
    "Knotgrass", "Lindenroe", "Marigale", "Nightshaw", "Orchelly", "Poppyfell", "Quincewell",
    "Rowanlea", "Sorrelby", "Tansyford", "Umbelwick", "Violend", "Woodruffe", "Zinnerby",
)  # fmt: skip
