"""How mail programs write an answer, by language: introductions, header blocks, phone lines.

``A`` stands for the name and address, ``N`` for the name alone. Made up for the tests, after what
the programs really write.
"""

from typing import NamedTuple


class Tongue(NamedTuple):
    """One language: a reply, introductions, labels of a block, dashed, phone and forward lines."""

    reply: str
    introductions: tuple[str, ...]
    labels: tuple[str, str, str, str]
    original: str
    phone: str
    forward: str


A = "Dana Reyes <dana@help.example>"

GRID = {
    "en": Tongue(
        "It still fails, sorry.",
        (
            f"On Thu, Apr 2, 2026 at 6:26 PM {A} wrote:",
            f"On 2 Apr 2026, at 18:26, {A} wrote:",
            "On 04/02/2026 06:26 PM, Dana Reyes wrote:",
            f"On Thursday, April 2, 2026, 06:26:10 PM GMT+2, {A} wrote:",
            f"{A} wrote on Thu, Apr 2, 2026 at 6:26 PM:",
            'At 2026-04-02 18:26:00, "Dana Reyes" <dana@help.example> wrote:',
            f"---- On Thu, 02 Apr 2026 18:26:00 +0200 {A} wrote ----",
            "---- Dana Reyes wrote ----",
        ),
        ("From", "Sent", "To", "Subject"),
        "Original Message",
        "Sent from my iPhone",
        "Forwarded message",
    ),
    "de": Tongue(
        "Es geht leider immer noch nicht.",
        (
            f"Am Do., 2. Apr. 2026 um 18:26 Uhr schrieb {A}:",
            f"Am 02.04.2026 um 18:26 schrieb {A}:",
            "Am 02.04.2026 18:26, schrieb Dana Reyes:",
            f"Am 2. April 2026 18:26:00 MESZ schrieb {A}:",
            f"Am Donnerstag, 2. April 2026 um 18:26:00 MESZ hat {A} Folgendes geschrieben:",
            "Dana Reyes schrieb am 02.04.2026 um 18:26:",
            f"{A} schrieb am Do., 2. Apr. 2026, 18:26:",
        ),
        ("Von", "Gesendet", "An", "Betreff"),
        "Ursprüngliche Nachricht",
        "Von meinem iPhone gesendet",
        "Weitergeleitete Nachricht",
    ),
    "fr": Tongue(
        "Le problème est toujours là.",
        (
            f"Le jeu. 2 avr. 2026 à 18:26, {A} a écrit :",
            f"Le 2 avr. 2026 à 18:26, {A} a écrit :",
            "Le 02/04/2026 à 18:26, Dana Reyes a écrit :",
            "Le jeudi 2 avril 2026 à 18 h 26, Dana Reyes <dana@help.example> a écrit :",
        ),
        ("De", "Envoyé", "À", "Objet"),
        "Message d'origine",
        "Envoyé de mon iPhone",
        "Message transféré",
    ),
    "es": Tongue(
        "Todavía no funciona.",
        (
            "El jue, 2 abr 2026 a las 18:26, Dana Reyes (<dana@help.example>) escribió:",
            f"El 2 abr 2026, a las 18:26, {A} escribió:",
            "El 02/04/2026 a las 18:26, Dana Reyes escribió:",
        ),
        ("De", "Enviado el", "Para", "Asunto"),
        "Mensaje original",
        "Enviado desde mi iPhone",
        "Mensaje reenviado",
    ),
    "it": Tongue(
        "Non funziona ancora.",
        (
            f"Il giorno gio 2 apr 2026 alle ore 18:26 {A} ha scritto:",
            f"Il giorno 2 apr 2026, alle ore 18:26, {A} ha scritto:",
            "Il 02/04/2026 18:26, Dana Reyes ha scritto:",
        ),
        ("Da", "Inviato", "A", "Oggetto"),
        "Messaggio originale",
        "Inviato da iPhone",
        "Messaggio inoltrato",
    ),
    "pt": Tongue(
        "Ainda não funciona.",
        (
            f"Em qui., 2 de abr. de 2026 às 18:26, {A} escreveu:",
            f"{A} escreveu (quinta, 2/04/2026 à(s) 18:26):",
            "Em 02/04/2026 18:26, Dana Reyes escreveu:",
        ),
        ("De", "Enviada em", "Para", "Assunto"),
        "Mensagem original",
        "Enviado do meu iPhone",
        "Mensagem encaminhada",
    ),
    "nl": Tongue(
        "Het werkt nog steeds niet.",
        (
            f"Op do 2 apr 2026 om 18:26 schreef {A}:",
            f"Op 2 apr. 2026 om 18:26 heeft {A} het volgende geschreven:",
            "Op 02-04-2026 om 18:26 schreef Dana Reyes:",
        ),
        ("Van", "Verzonden", "Aan", "Onderwerp"),
        "Oorspronkelijk bericht",
        "Verstuurd vanaf mijn iPhone",
        "Doorgestuurd bericht",
    ),
    "sv": Tongue(
        "Det fungerar fortfarande inte.",
        (
            f"Den tors 2 apr. 2026 kl 18:26 skrev {A}:",
            f"2 apr. 2026 kl. 18:26 skrev {A}:",
            "Den 2026-04-02 kl. 18:26, skrev Dana Reyes:",
        ),
        ("Från", "Skickat", "Till", "Ämne"),
        "Ursprungligt meddelande",
        "Skickat från min iPhone",
        "Vidarebefordrat meddelande",
    ),
    "da": Tongue(
        "Det virker stadig ikke.",
        (
            f"Den tor. 2. apr. 2026 kl. 18.26 skrev {A}:",
            f"Den 2. apr. 2026 kl. 18.26 skrev {A}:",
            "Den 02.04.2026 kl. 18.26 skrev Dana Reyes:",
        ),
        ("Fra", "Sendt", "Til", "Emne"),
        "Oprindelig meddelelse",
        "Sendt fra min iPhone",
        "Videresendt meddelelse",
    ),
    "no": Tongue(
        "Det virker fortsatt ikke.",
        (
            f"tor. 2. apr. 2026 kl. 18:26 skrev {A}:",
            f"2. apr. 2026 kl. 18:26 skrev {A}:",
            "Den 02.04.2026 18:26, skrev Dana Reyes:",
        ),
        ("Fra", "Sendt", "Til", "Emne"),
        "Opprinnelig melding",
        "Sendt fra min iPhone",
        "Videresendt melding",
    ),
    "fi": Tongue(
        "Ei toimi vieläkään.",
        (
            "to 2. huhtik. 2026 klo 18.26 Dana Reyes (dana@help.example) kirjoitti:",
            f"{A} kirjoitti 2.4.2026 kello 18.26:",
            "Dana Reyes kirjoitti 2.4.2026 klo 18.26:",
        ),
        ("Lähettäjä", "Lähetetty", "Vastaanottaja", "Aihe"),
        "Alkuperäinen viesti",
        "Lähetetty iPhonesta",
        "Välitetty viesti",
    ),
    "pl": Tongue(
        "Nadal nie działa.",
        (
            f"czw., 2 kwi 2026 o 18:26 {A} napisał(a):",
            f"Wiadomość napisana przez {A} w dniu 2 kwi 2026, o godz. 18:26:",
            "W dniu 02.04.2026 o 18:26, Dana Reyes pisze:",
            "W dniu 2026-04-02 18:26, Dana Reyes napisał(a):",
        ),
        ("Od", "Wysłano", "Do", "Temat"),
        "Wiadomość oryginalna",
        "Wysłane z iPhone'a",
        "Przekazana wiadomość",
    ),
    "cs": Tongue(
        "Pořád to nejde.",
        (
            f"čt 2. 4. 2026 v 18:26 odesílatel {A} napsal:",
            f"2. 4. 2026 v 18:26, {A}:",
            "Dne 02. 04. 26 v 18:26 Dana Reyes napsal(a):",
        ),
        ("Od", "Odesláno", "Komu", "Předmět"),
        "Původní zpráva",
        "Odesláno z iPhonu",
        "Přeposlaná zpráva",
    ),
    "sk": Tongue(
        "Stále to nefunguje.",
        (
            f"št 2. 4. 2026 o 18:26 {A} napísal(a):",
            "Dňa 02. 04. 2026 o 18:26 Dana Reyes napísal(a):",
            f"Dňa 2. apríla 2026 18:26 používateľ {A} napísal:",
        ),
        ("Od", "Odoslané", "Komu", "Predmet"),
        "Pôvodná správa",
        "Odoslané z iPhonu",
        "Preposlaná správa",
    ),
    "hu": Tongue(
        "Még mindig nem működik.",
        (
            f"{A} ezt írta (időpont: 2026. ápr. 2., Cs, 18:26):",
            "2026. 04. 02. 18:26 keltezéssel, Dana Reyes írta:",
            f"{A} írta (2026. ápr. 2. 18:26):",
        ),
        ("Feladó", "Elküldve", "Címzett", "Tárgy"),
        "Eredeti üzenet",
        "Az iPhone-omról küldve",
        "Továbbított üzenet",
    ),
    "ro": Tongue(
        "Tot nu merge.",
        (
            f"În joi, 2 apr. 2026 la 18:26, {A} a scris:",
            f"Pe 2 apr. 2026, la 18:26, {A} a scris:",
            "La 02.04.2026 18:26, Dana Reyes a scris:",
        ),
        ("De la", "Trimis", "Către", "Subiect"),
        "Mesaj original",
        "Trimis de pe iPhone-ul meu",
        "Mesaj redirecționat",
    ),
    "bg": Tongue(
        "Още не работи.",
        (
            f"На чт, 2.04.2026 г. в 18:26 {A} написа:",
            f"На 2.04.2026 г., в 18:26, {A} написа:",
            "На 02.04.2026 18:26, Dana Reyes написа:",
        ),
        ("От", "Изпратено", "До", "Относно"),
        "Оригинално съобщение",
        "Изпратено от моя iPhone",
        "Препратено съобщение",
    ),
    "ru": Tongue(
        "Всё ещё не работает.",
        (
            f"чт, 2 апр. 2026 г. в 18:26, {A}:",
            f"Четверг, 2 апреля 2026, 18:26 +03:00 от {A}:",
            '02.04.2026, 18:26, "Dana Reyes" <dana@help.example>:',
            f"2 апр. 2026 г., в 18:26, {A} написал(а):",
            "02.04.2026 18:26, Dana Reyes пишет:",
            f"02.04.2026 18:26 пользователь {A} написал:",
        ),
        ("От", "Отправлено", "Кому", "Тема"),
        "Исходное сообщение",
        "Отправлено с iPhone",
        "Пересылаемое сообщение",
    ),
    "uk": Tongue(
        "Досі не працює.",
        (
            f"чт, 2 квіт. 2026 р. о 18:26 {A} пише:",
            f"2 квіт. 2026 р. о 18:26 {A} написав(-ла):",
            "02.04.26 18:26, Dana Reyes пише:",
        ),
        ("Від", "Надіслано", "Кому", "Тема"),
        "Вихідне повідомлення",
        "Надіслано з iPhone",
        "Переслане повідомлення",
    ),
    "hr": Tongue(
        "Još uvijek ne radi.",
        (
            f"čet, 2. tra 2026. u 18:26 {A} napisao je:",
            f"Dana 2. tra 2026. u 18:26, {A} je napisao/la:",
            "Dana 02.04.2026. u 18:26, Dana Reyes je napisao/la:",
        ),
        ("Od", "Poslano", "Za", "Predmet"),
        "Izvorna poruka",
        "Poslano s mog iPhonea",
        "Proslijeđena poruka",
    ),
    "sr": Tongue(
        "Још увек не ради.",
        (
            f"чет, 2. апр 2026. у 18:26 {A} је написао/ла:",
            "Дана 02.04.2026. у 18:26, Dana Reyes је написао:",
        ),
        ("Од", "Послато", "За", "Наслов"),
        "Оригинална порука",
        "Послато са мог iPhone-а",
        "Прослеђена порука",
    ),
    "sl": Tongue(
        "Še vedno ne deluje.",
        (
            f"V V čet., 2. apr. 2026 ob 18:26 je oseba {A} napisala:",
            "Dne 02. 04. 2026 ob 18:26 je Dana Reyes napisal(a):",
        ),
        ("Od", "Poslano", "Za", "Zadeva"),
        "Izvirno sporočilo",
        "Poslano z iPhona",
        "Posredovano sporočilo",
    ),
    "lt": Tongue(
        "Vis dar neveikia.",
        (
            f"2026-04-02, kt, 18:26 {A} rašė:",
            "2026-04-02 18:26, Dana Reyes rašė:",
        ),
        ("Nuo", "Išsiųsta", "Kam", "Tema"),
        "Pradinis laiškas",
        "Išsiųsta iš mano iPhone",
        "Persiųstas laiškas",
    ),
    "lv": Tongue(
        "Joprojām nedarbojas.",
        (
            "ceturtd., 2026. g. 2. apr., plkst. 18:26 — lietotājs Dana Reyes "
            "(<dana@help.example>) rakstīja:",
            "2026.04.02. 18:26, Dana Reyes rakstīja:",
        ),
        ("No", "Nosūtīts", "Kam", "Tēma"),
        "Sākotnējais ziņojums",
        "Nosūtīts no mana iPhone",
        "Pārsūtīts ziņojums",
    ),
    "et": Tongue(
        "Ikka ei tööta.",
        (
            f"Kuupäev N, 2. aprill 2026 kell 18:26 kirjutas {A}:",
            "Dana Reyes kirjutas 2.04.2026 kell 18:26:",
        ),
        ("Saatja", "Saadetud", "Adressaat", "Teema"),
        "Algne sõnum",
        "Saadetud minu iPhone'ist",
        "Edastatud sõnum",
    ),
    "el": Tongue(
        "Ακόμα δεν λειτουργεί.",
        (
            f"Στις Πέμ 2 Απρ 2026 στις 6:26 μ.μ., ο χρήστης {A} έγραψε:",
            "Στις 02/04/2026 18:26, Dana Reyes έγραψε:",
        ),
        ("Από", "Στάλθηκε", "Προς", "Θέμα"),
        "Αρχικό μήνυμα",
        "Στάλθηκε από το iPhone μου",
        "Προωθημένο μήνυμα",
    ),
    "tr": Tongue(
        "Hâlâ çalışmıyor.",
        (
            f"{A}, 2 Nis 2026 Per, 18:26 tarihinde şunu yazdı:",
            f"{A} şunları yazdı (2 Nis 2026 18:26):",
            "02.04.2026 18:26 tarihinde Dana Reyes yazdı:",
        ),
        ("Kimden", "Gönderildi", "Kime", "Konu"),
        "Özgün ileti",
        "iPhone'umdan gönderildi",
        "Yönlendirilmiş ileti",
    ),
    "he": Tongue(
        "עדיין לא עובד.",
        (
            "‫בתאריך יום ה׳, 2 באפר׳ 2026 ב-18:26 מאת ‪Dana Reyes‬‏ <‪dana@help.example‬‏>:‬",
            "ב-2 באפר׳ 2026, בשעה 18:26, Dana Reyes <dana@help.example> כתב/ה:",
            "On 2.4.2026 18:26, Dana Reyes כתב:",
        ),
        ("מאת", "נשלח", "אל", "נושא"),
        "הודעה מקורית",
        "נשלח מה-iPhone שלי",
        "הודעה שהועברה",
    ),
    "ar": Tongue(
        "ما زال لا يعمل.",
        (
            f"في الخميس، 2 أبريل 2026 في 6:26 م تمت كتابة ما يلي بواسطة {A}:",
            f"في ٢ أبريل ٢٠٢٦، الساعة ١٨:٢٦، كتب {A}:",
        ),
        ("من", "تاريخ الإرسال", "إلى", "الموضوع"),
        "الرسالة الأصلية",
        "أرسلت من الـ iPhone",
        "رسالة معاد توجيهها",
    ),
    "fa": Tongue(
        "هنوز کار نمی‌کند.",
        (f"در تاریخ پنجشنبه ۲ آوریل ۲۰۲۶، ۱۸:۲۶ {A} نوشت:",),
        ("از", "ارسال شده", "به", "موضوع"),
        "پیام اصلی",
        "ارسال شده از iPhone",
        "پیام هدایت‌شده",
    ),
    "zh": Tongue(
        "还是不行。",
        (
            "Dana Reyes <dana@help.example> 于2026年4月2日周四 18:26写道：",
            "在 2026年4月2日，18:26，Dana Reyes <dana@help.example> 写道：",
            '在 2026-04-02 18:26:00，"Dana Reyes" <dana@help.example> 写道：',
        ),
        ("发件人", "发送时间", "收件人", "主题"),
        "原始邮件",
        "发自我的 iPhone",
        "转发的邮件",
    ),
    "zh-Hant": Tongue(
        "還是不行。",
        (
            "Dana Reyes <dana@help.example> 於 2026年4月2日 週四 下午6:26寫道：",
            "Dana Reyes <dana@help.example> 於 2026年4月2日 18:26 寫道：",
        ),
        ("寄件者", "傳送時間", "收件者", "主旨"),
        "原始郵件",
        "從我的 iPhone 傳送",
        "轉寄郵件",
    ),
    "ja": Tongue(
        "まだ動きません。",
        (
            "2026年4月2日(木) 18:26 Dana Reyes <dana@help.example>:",
            "2026/04/02 18:26、Dana Reyes <dana@help.example>のメール:",
            "2026年4月2日 18:26、Dana Reyesのメール:",
            "On 2026/04/02 18:26, Dana Reyes wrote:",
        ),
        ("差出人", "送信日時", "宛先", "件名"),
        "元のメッセージ",
        "iPhoneから送信",
        "転送されたメッセージ",
    ),
    "ko": Tongue(
        "아직도 안 됩니다.",
        (
            "2026년 4월 2일 (목) 오후 6:26, Dana Reyes <dana@help.example>님이 작성:",
            "2026. 4. 2. 오후 6:26, Dana Reyes <dana@help.example> 작성:",
        ),
        ("보낸 사람", "보낸 날짜", "받는 사람", "제목"),
        "원본 메시지",
        "나의 iPhone에서 보냄",
        "전달된 메시지",
    ),
    "vi": Tongue(
        "Vẫn không được.",
        (
            f"Vào Th 5, 2 thg 4, 2026 vào lúc 18:26 {A} đã viết:",
            f"Vào 18:26 2 tháng 4, 2026, {A} đã viết:",
        ),
        ("Từ", "Đã gửi", "Đến", "Chủ đề"),
        "Thư gốc",
        "Đã gửi từ iPhone của tôi",
        "Thư được chuyển tiếp",
    ),
    "th": Tongue(
        "ยังใช้ไม่ได้",
        (
            f"ในวันที่ พฤ. 2 เม.ย. 2026 เวลา 18:26 {A} เขียนว่า:",
            f"เมื่อวันที่ 2 เม.ย. 2026 เวลา 18:26 {A} เขียน:",
        ),
        ("จาก", "ส่งเมื่อ", "ถึง", "เรื่อง"),
        "ข้อความต้นฉบับ",
        "ส่งจาก iPhone ของฉัน",
        "ข้อความที่ส่งต่อ",
    ),
    "id": Tongue(
        "Masih belum bisa.",
        (
            f"Pada Kam, 2 Apr 2026 pukul 18.26 {A} menulis:",
            "Pada tanggal 02/04/2026 18:26, Dana Reyes menulis:",
        ),
        ("Dari", "Dikirim", "Kepada", "Perihal"),
        "Pesan asli",
        "Dikirim dari iPhone saya",
        "Pesan terusan",
    ),
    "ca": Tongue(
        "Encara no funciona.",
        (
            f"Missatge de {A} del dia dj., 2 d’abr. 2026 a les 18:26:",
            "El 02/04/2026 a les 18:26, Dana Reyes va escriure:",
        ),
        ("De", "Enviat el", "Per a", "Assumpte"),
        "Missatge original",
        "Enviat des del meu iPhone",
        "Missatge reenviat",
    ),
}
