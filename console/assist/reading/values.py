"""Typed readers: what a text holds of e-mail addresses, numbers, days, places and the like."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from console.assist.reading.patterns import one_line, pattern
from console.assist.reading.time_words import COUNT, FEAST, MONTH, SPAN, WEEKDAY
from console.assist.reading.wording import plain

Reader = Callable[[str, "Known"], tuple[str, ...]]
"""What a text holds of one kind, in the order it stands there."""


@dataclass(frozen=True, slots=True)
class Known:
    """What readers know beside the text.

    ``today`` is the site's day, ``orders`` are the ids of the customer's orders, ``items`` the
    names of what they bought, ``amounts`` the sums on record, ``note`` is what the record says.
    """

    today: date
    orders: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    note: str = ""
    amounts: tuple[float, ...] = ()


def _matches(text: str, flags: int = re.IGNORECASE) -> Reader:
    compiled = re.compile(one_line(text), flags)
    return lambda message, known: tuple(match[0] for match in compiled.finditer(message))


def _plain_matches(text: str) -> Reader:
    compiled = re.compile(one_line(text))
    return lambda message, known: tuple(m[0] for m in compiled.finditer(plain(message)))


_DAYS = _plain_matches(
    rf"""
    \b{MONTH}\.?\s*\d{{1,2}}(?:st|nd|rd|th)?\b|\b\d{{1,2}}(?:st|nd|rd|
    th)?\.?(?: of| de)? {MONTH}\b|\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}/\d{{1,2}}(?:/\d{{2,4}})?\b|
    \b\d{{1,2}}\.\d{{1,2}}\.(?:\d{{2,4}})?(?!\d)|\bthe \d{{1,2}}(?:st|nd|rd|th)\b|
    \b\d{{1,2}}(?:st|nd|rd|th)\b|\b\d{{1,2}} ?(?:-|to|until) ?\d{{1,2}}\b(?! ?(?:min|hour|am|pm))|
    \b{WEEKDAY}\b|\b(?:today|tonight|yesterday|tomorrow|tmrw|this (?:morning|afternoon|evening)|
    last night|heute|gestern|vorgestern|morgen fruh|hoy|ayer|manana|aujourd'hui|hier|demain)\b|
    \b{COUNT} {SPAN} (?:ago|back|before|later|earlier)\b|\b(?:since|for|after|vor|seit|hace|
    desde|depuis|il y a) (?:about |the )?(?:last )?{COUNT} {SPAN}\b|\b(?:last|next|this|past|
    the same|letzte[nrs]?|nachste[nrs]?) {SPAN}\b|\b(?:{SPAN} (?:pasad[ao]|prochaine?|
    derniere?))\b|\b(?:before|after|since|at|for|on|over|until|around|vor|seit|antes de|
    avant) (?:my |the |last )?{FEAST}\b|\b(?:in|since|until|last|next|early|mid|late|im|seit|en|
    desde|depuis|around) {MONTH}\b|\b(?:january|february|april|june|july|august|september|
    october|november|december|januar|februar)\b|\b(?:in|since|last|next|this) (?:spring|summer|
    autumn|fall|winter)\b|\bfrom day one|from the (?:start|beginning)|(?:just|right) now|
    a (?:minute|moment|second) ago|immediately|right away|straight away|
    [上下]?(?:周|星期|礼拜)[一二三四五六日天]|\d+月\d*[日号]?|昨天|今天|明天|前天|\d+\s?[天周]前|\d+[号日]
"""
)
_TIMES = _plain_matches(
    r"""
    \b\d{1,2}(?:[:.]\d\d)? ?(?:am|pm|a\.m\.?|p\.m\.?|o'?clock|uhr)(?!\w)|
    \b\d{1,2}[:h.]\d{2}\b(?! ?(?:dollar|usd|eur|\$|€))|\b(?:noon|midnight|midday|mitternacht|
    mediodia|medianoche|midi|minuit)\b|\b(?:half|quarter) (?:past|to) \w+|\bhalb \w+|\b(?:at|
    around|about|by|before|after|til|until|gegen|um|a las|
    vers) \d{1,2}(?:ish)?\b(?![-/.:]| ?(?:am|pm|a\.m|p\.m|uhr|o'clock)| ?(?:dollar|min|hour|day|
    week|%))|\b\d{1,2}ish\b|\d+[点點]半?
"""
)
_MONEY = _plain_matches(
    r"""
    [$€£]\s?\d[\d,.]*|\b\d[\d,.]* ?(?:dollars?|bucks|usd|euros?|eur|pounds?|gbp|cents?|€|\$|
    quid)(?!\w)|(?<![\d.:-])\b\d{1,5}[.,]\d{2}\b(?![\d.:]| ?(?:am|pm|uhr))
"""
)
_STREETS = one_line(
    r"""
    street|st|road|rd|avenue|ave|lane|ln|drive|dr|court|ct|place|pl|boulevard|blvd|way|row|square|
    sq|terrace|ter|close|crescent|hill|parkway|pkwy|highway|hwy|plaza|circle|cir|walk|trail|loop|
    bend|mews|gardens|alley|quay|wharf|path|pike|cove|landing|grove|park
"""
)
_ADDRESSES = _matches(
    rf"\b\d+[a-z]?(?:-\d+)?,?\s+(?:(?:[\w'.-]+)\s+){{0,4}}(?:{_STREETS})\b\.?(?:[ ,]+[^\n;!?]*)?|"
    r"\b[\w.-]+(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|ring|damm|ufer)\s+\d+\w?\b[^\n;!?]*|"
    r"\b(?:calle|avenida|av\.|plaza|paseo|camino|rue|place|via|viale)\s+[^\d\n?]{2,30}\d+[^\n;!?]*|"
    r"\b\d+,?\s+(?:bis\s+)?(?:rue|avenue|place|boulevard|impasse|chemin)\s+[^\n;!?]+|"
    r"\bp\.?\s?o\.?\s?box\s+\d+[^\n;!?]*"
)
_COMPANIES = _matches(
    r"""
    \b(?-i:[A-Z0-9])[\w&'.-]*(?:,? (?:(?-i:[A-Z0-9])[\w&'.-]*|&|and|of|und|y|et)){0,5},? (?:LLC|
    L\.L\.C\.|Inc|Incorporated|Ltd|Limited|GmbH|AG|KG|UG|OHG|Corp|Corporation|Company|Co\b\.?|
    S\.?A\.?|S\.?L\.?|SARL|PLC|LLP|LP|B\.?V\.?|N\.?V\.?|e\.?V\.?|University|Foundation|School|
    Studio|Books|Partners|Group|Holdings|Associates|Consulting|Clinic|Practice)\b|
    \b(?-i:[A-Z])[\w'.-]+(?: (?-i:[A-Z])[\w'.-]+)* (?:&|
    and) (?-i:[A-Z])[\w'.-]+(?: (?-i:[A-Z])[\w'.-]+)*|(?:company(?: name)?|firm|employer|business|
    firma|empresa|societe)(?: is|:| called| named| heisst)? (?-i:[A-Z])[\w&'.-]+
    (?: (?-i:[A-Z&])[\w&'.-]*)*|(?:made out|addressed|
    billed?) to:? (?-i:[A-Z])[\w&'.-]+(?: (?-i:[A-Z&])[\w&'.-]*)*
"""
)
_REFERENCES = _matches(
    r"""
    (?:tax|vat|ein|tin|ust|steuer\w*|nif|cif|siret|cost cent(?:er|re)|po|purchase order|project|
    reference|ref|registration|kostenstelle)(?:[ -]?(?:id|no|nr|number|code|identification|
    nummer))?\.?(?: is|:|,|#| no\.?)? ?[A-Z]{0,3}-?\d[\w-]{2,}|\b\d{2}-\d{7}\b|
    \b[A-Z]{2}\d{8,12}\b
"""
)
_PICTURES = _plain_matches(
    r"""
    \b(?:photos?|pics?|pictures?|images?|screenshots?|videos?|clips?|scans?|fotos?|bild(?:er)?|
    imagen(?:es)?|attach(?:ed|ment|ments)|anhang|adjunt\w+|photos? jointes?)\b|照片|图片|视频|截图
"""
)
_SENT = pattern(
    r"""
    \b(?:sent|send(?:ing)?|attached|attaching|uploaded|uploading|(?:is|are|it's|both|
    now) up|posted|here(?:'s| is| are| you)|added|took|see (?:the |my )?(?:attach\w+|picture|
    photo|pic|image|screenshot|file)|there you|done|shared|sharing|came through|went through|
    coming (?:now|through|over)|on (?:its|the|their) way|enclosed|below|above|dropped|in the chat|
    geschickt|gesendet|anbei|hochgeladen|angehangt|mande|envi[oe]\w*|subi\w*|adjunt\w+|aqui|hier|
    voila|voici|joint\w*|envoye\w*)\b|\w\.(?:jpe?g|png|heic|gif|pdf|mp4|mov)\b|
    \[(?:picture|photo|image|video|attachment)|发了|已发|上传|给你|发给|发过去
"""
)
"""Says that something was sent, added or shown."""

_NOT_SENT = pattern(
    r"""
    \b(?:don't have|no camera|can't (?:send|take|attach|upload)|cannot|could send|can send|
    will send|i'll (?:send|take)|going to|later|when i|(?:should|shall|can|may) i|do you (?:want|
    need)|tonight|tomorrow|won't|would have to|after work)\b
"""
)
"""Says that something can't be sent, or will be later."""

_PHONES = re.compile(
    r"(?<![\w$€£-])(?:\+\d{1,3}[\s.-]?)?\(?\d{2,5}\)?(?:[\s./-]?\d{2,5}){1,5}(?![\w-])"
)
"""A telephone number in groups of digits."""

_CODES = _matches(r"(?<![\w@.-])(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{2,}(?![\w@])", 0)
_NOT_CODES = frozenset(
    """HELP PLEASE URGENT ASAP NOT AND BUT YES NEVER WHAT WHY WHERE HELLO THE YOU YOUR NOW AGAIN
    STILL ALL ANY SOS WTF OMG LOL PDF USA TODAY SERIOUSLY REALLY ALSO WAY TOO THIS THAT AMEX VISA
    LLC INC LTD PIN ZIP VAT EIN DHL UPS USPS FYI BTW FAQ TV""".split()
)
_ORDERS = pattern(
    r"""
    (?<![\w'-])[A-Z]{1,5}[- ]?\d{3,}(?:-\d+)?\b|#\s?\w*\d{3,}\b|
    (?-i:\b(?=[A-Z0-9]*\d)(?=[A-Z0-9]*[A-Z])[A-Z0-9]{5,}\b)|\b(?:order|booking|reservation|
    contract|customer|account|invoice|case|ticket|policy|member(?:ship)?|patient|reference|
    confirmation|bestellung|auftrag|kunden\w*|pedido|commande|reserva\w*)(?: ?(?:number|no|nr|id|
    num|nummer|numero))?\.?(?: is|:|,)? ?#?\s?[A-Z]{0,4}-?\d{3,}[\w-]*
""",
    re.IGNORECASE,
)
"""A number that is written as those of orders are, or called one."""

_ROOMS = _plain_matches(
    r"""
    \b(?:room|rm|zimmer|habitacion|chambre|apartment|apt|suite|unit|cabin|bay|seat|ward|
    desk)\.? ?(?:no\.? |number |nr\.? |#)?\d{1,4}[a-z]?\b|\d+号?房|\b(?:living|dining|bath|bed|
    guest|store|children's|sitting) ?room\b|\b(?:kitchen|hallway|basement|cellar|attic|balcony|
    toilet)\b
"""
)
_SIZES = _matches(
    r"""
    (?<![\w'’.-])(?:(?-i:XXS|XS|S|M|L|XL|XXL|XXXL|[2-5]XL)|small|medium|large|extra[- ]large|
    x-large)(?![\w'’&])|\b(?-i:(?:DIN )?A[0-6])\b|\b(?:size|gr(?:ö|oe)(?:ß|ss)e|talla|taille|
    number|eu|uk|us)\s+\d{1,3}(?:[.,]5)?\b|(?<![\w$€£.:/-])\d{1,3}(?:[.,]5|½)?(?: (?:wide|narrow|
    half))?(?![\w%.:/-]|[ ](?:minutes?|min|days?|weeks?|dollars?|bucks|am|pm|months?|hours?|
    years?|times?))
"""
)
COLOURS = """
black white red blue navy green olive yellow orange purple violet pink brown beige tan gray grey
silver gold golden cream ivory turquoise teal maroon burgundy khaki rust charcoal tortoiseshell
transparent striped checked plaid floral dotted dark light bright colorful schwarz weiss rot
blau grun gelb braun grau rosa negro negra blanco blanca rojo roja azul verde amarillo amarilla
marron gris noir noire blanc blanche rouge bleu bleue vert verte jaune leather wool woolen
wooden denim cotton silk metal plastic
"""
_COLOURS = _plain_matches(
    r"\b(?:" + "|".join(COLOURS.split()) + r")\b|[黑白红蓝绿黄灰棕紫粉]色?的?"
)
_BRANDS = _matches(
    r"""
    \b(?:label|brand|make|logo|model|marke|marca|marque)\b|\b(?:my|our|an?|the|this|from|by|is|
    it's) (?!(?-i:I\b|I'|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|
    Dec))(?-i:[A-Z])\w+
"""
)
_PLACES = _plain_matches(
    r"""
    \b(?:at|from|on|in|inside|under|by|near|behind|beside|outside|next to|in front of|through|
    over at|opposite)\s+(?:the|your|my|a|an|our|their|some)\s+(?!e?mails?\b|e-mail|messages?\b|
    order|chat|box|parcel|phone|call|way|end\b|moment|time|day|morning|afternoon|evening|night|
    week|month|year|same|other|meantime|first|last|next|past|card|bill|future|beginning|start|
    price|mood|\d)\w+|\b(?:online|amazon|ebay|in town|downtown|upstairs|downstairs|in store|
    at home|your (?:site|store|shop|website|app)|(?:breakfast|dining|living|waiting) room|bedroom|
    bathroom|kitchen|lobby|garage|cellar|attic|backyard|porch|balcony|carport|stairwell|
    restaurant|hallway|basement|drawer|closet|wardrobe|nightstand|
    reception|front desk|(?:on|in|at) (?:\w+ ){1,2}(?:street|st|avenue|ave|
    road|square|plaza|mall|station|airport)|
    [\w-]+\.(?:com|net|org|de|es|fr|co\.uk))\b|\b(?:im|in der|in dem|am|beim) \w+|
    \ben (?:la|el) \w+|\bdans (?:la|le) \w+
"""
)
_NAMED_PLACES = _matches(
    r"""
    \b(?:at|in|from|inside|outside|near) (?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|
    Tue|Wed|Thu|Fri|Sat|Sun|I\b|English|German|French|Spanish))(?-i:[A-Z][\w'’-]+)
    (?: (?-i:[A-Z][\w'’-]+))*
"""
)
_MANNERS = _plain_matches(
    r"""
    \b(?:by|via|per|through|using|with) (?:the )?(?!the way|now|then|tomorrow|monday|friday|today|
    tonight|you\b|me\b|mistake|accident|them\b|it\b)\w+|\b(?:drop(?:ped)?[- ]?(?:it |them )?off|
    drop-?off|post office|courier|carrier|pickup|picked up|counter|desk|parcel shop|locker|
    mailbox|label|in person|ups|fedex|usps|dhl|mailed|posted|taxi|train|bus|car|mit der post|
    por correo|par la poste|online|by hand)\b
"""
)
_NUMBERS = _plain_matches(
    r"""
    \d+|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|both|none|single|couple|
    dozen|eins?|zwei|drei|vier|uno|dos|tres|un|deux|trois)\b
"""
)
_NAMES = _matches(
    r"""
    (?:my name(?:'s| is)|name(?: is|:)|under|(?:bell|door|sign|plate|mailbox) (?:says|reads|is)|
    this is|i'm|i am|it's|for|ich bin|ich hei(?:ß|ss)e|
    me llamo|soy|je m'appelle|je suis) (?-i:[A-ZÀ-Þ])[\w'’-]+(?: (?:van|von|de|der|la|da|
    (?-i:[A-ZÀ-Þ])[\w'’.-]+)){0,4}|\b(?-i:[A-ZÀ-Þ])[a-zß-ÿ'’-]+(?: (?:van|von|de|der|la|
    da))* (?-i:[A-ZÀ-Þ])[a-zß-ÿ'’-]+\b|\bDr\.? (?-i:[A-Z])\w+
"""
)


def _pictures(text: str, known: Known) -> tuple[str, ...]:
    pictures: list[str] = []
    for clause in re.split(r"[,;]", plain(text)):
        named = _PICTURES(clause, known)
        if named and _SENT.search(clause) and not _NOT_SENT.search(clause):
            pictures += [*named, named[0]] if _BOTH.search(clause) and len(named) == 1 else named
    return tuple(pictures)


_BOTH = re.compile(r"\b(?:both|photos|pics|pictures|two|2|and|images|fotos|bilder)\b")
"""More than one picture."""


def _orders(text: str, known: Known) -> tuple[str, ...]:
    low = text.casefold()
    digits = re.findall(r"\d{3,}", text)
    of_record = [
        order
        for order in known.orders
        if order.casefold() in low or "".join(re.findall(r"\d+", order)) in digits
    ]
    named = [m[0] for m in _ORDERS.finditer(text) if any(c.isdigit() for c in m[0])]
    return tuple(dict.fromkeys([*of_record, *named]))


def _money(text: str, known: Known) -> tuple[str, ...]:
    """Sums of money, and bare numbers that are a sum on record."""
    found = _MONEY(text, known)
    bare = (match[0] for match in _BARE_NUMBERS.finditer(text))
    on_record = (n for n in bare if float(n.replace(",", "")) in known.amounts)
    return found or tuple(on_record)


_BARE_NUMBERS = re.compile(
    r"(?<![\w$€£.,:/-])(?:\d{1,3}(?:,\d{3})+|\d{2,6})(?:\.\d\d)?(?![\w%:/-])"
)
"""Numbers that are no part of something else."""


def _quantities(text: str, known: Known) -> tuple[str, ...]:
    """Numbers that count something: those of addresses, days, times and orders don't."""
    for address in _ADDRESSES(text, known):
        text = text.replace(address, _NUMBERS_OF_ADDRESS.sub(" ", address))
    for kind in ("phone", "time"):
        for value in READERS[kind](text, known):
            text = text.replace(value, " ")
    for order in known.orders:
        text = text.replace(order, " ")
    dates = set(_DAYS(text, known))
    return tuple(n for n in _NUMBERS(text, known) if not any(n in date for date in dates))


_NUMBERS_OF_ADDRESS = re.compile(
    r"^\d+[a-z]?\b|\b\d{5}(?:-\d{4})?\b|\b(?:apt|suite|unit|floor|no)\.? ?\w+", re.IGNORECASE
)
"""The house number, the ZIP code and the like."""


def _postal(text: str, known: Known) -> tuple[str, ...]:
    spans = [*_POSTAL.finditer(text)]
    codes = [re.sub(r"\W", "", order) for order in known.orders]
    return tuple(m[0] for m in spans if not any(code.endswith(m[0]) for code in codes))


_POSTAL = re.compile(
    r"(?<![\w#$€£.-])\d{5}(?:-\d{4})?(?![\w-]|[.,]\d)|\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b|"
    r"\b[A-Z]\d[A-Z] ?\d[A-Z]\d\b|\b\d{4} ?[A-Z]{2}\b|"
    r"\b(?:zip|plz|postal|postcode|postleitzahl|codigo postal|code postal)\D{0,20}\d{4,6}\b",
    re.IGNORECASE,
)
"""A postal code of the USA, Britain, Canada or the Netherlands, or what is called one."""


def _phones(text: str, known: Known) -> tuple[str, ...]:
    numbers = (match[0] for match in _PHONES.finditer(text))
    return tuple(p for p in numbers if 7 <= sum(map(str.isdigit, p)) <= 15)


def _codes(text: str, known: Known) -> tuple[str, ...]:
    orders = {order.casefold() for order in known.orders}
    named = tuple(match[1] for match in _NAMED_CODES.finditer(text))
    return named + tuple(
        code
        for code in _CODES(text, known)
        if code.casefold() not in orders and code not in _NOT_CODES and not code.isdigit()
    )


_NAMED_CODES = pattern(
    r"""
    \b(?:ends? (?:in|with|on)|ending(?: in| with)?|last (?:four|4|three|3|six|
    6)(?: digits| characters| numbers)?(?: are| is|:)?|code(?: is|:)|iban(?: is|
    :)?)\s+(?=\w*[\dA-Z])(\w{3,})
"""
)
"""Characters that are called a code or the end of one."""


def _rooms(text: str, known: Known) -> tuple[str, ...]:
    named = _ROOMS(text, known)
    if named:
        return named
    noted = re.findall(r"\d+", known.note)
    return tuple(
        n for n in re.findall(r"(?<![\w$€£.,:/-])\d{2,4}(?![\w%:/-]|[.,]\d)", text) if n in noted
    )


_IDENTIFIERS = _matches(
    r"""
    \b(?:number|no|nr|id|card|invoice|inv|ticket|policy|contract|customer|case|patient|agreement|
    meter|frame|serial|report|claim|account|membership|member|licen[cs]e|imei|sn|nummer|
    numero)\b\.?\W{0,2}(?:is|are|:|=)?\s?#?\s?(?=[A-Z0-9 -]{0,6}\d)[A-Z]{0,5}[- ]?\d[\dA-Z-]{2,}
    (?: [\dA-Z-]*\d[\dA-Z-]*)*|(?<![\w$€£.,+(-])\d{3,4}(?: \d{2,4}){1,4}(?![\w,-]|\.\d)|
    (?-i:\b[A-ZÄÖÜ]{1,3}-[A-Z]{1,2} ?\d{1,4}\b|
    \b[A-Z]{2}\d{2} ?[A-Z]{3}\b)|(?-i:(?<![\w-])(?=[A-Z0-9-]*\d{2})
    (?=[A-Z0-9-]*[A-Z])[A-Z0-9-]{5,}(?![\w-]))|(?<![\w$€£.,-])\d{6,}(?![\w,]|\.\d)
"""
)
_PEOPLE = _plain_matches(
    rf"""
    \b(?:for|party of|group of|we are|we're|we'll be|be|all) {COUNT}\b(?! (?:\w*months?|\w*days?|
    weeks?|years?|hours?|minutes?|nights?|reason|moment|while|sec))|\b(?:{COUNT}|eight|nine|
    twelve|both|all) (?:of us|people|persons?|guests?|adults?|kids|children|pax|spots?|seats?|
    places?|tickets?|travell?ers|heads)\b|\b(?:just|only) (?:me|myself|us two|the two of us)\b|
    \b(?:my (?:wife|husband|partner|friend) and (?:me|i))\b
"""
)
_DURATIONS = _plain_matches(
    rf"""
    \b(?:{COUNT}|half a|twelve) ?(?:more )?{SPAN}\b(?! ago)|\b(?:until|till|til|bis|hasta|
    jusqu\w*) (?:the |end of |mid |early |late )*(?:{MONTH}|{WEEKDAY}|{FEAST}|spring|summer|
    autumn|fall|winter|\d+)
"""
)
_SINCE = _plain_matches(
    rf"""
    \b(?:since|for|seit|hace|desde|depuis) (?:about |around |the |this |last |over |
    almost |etwa |ungefahr |rund |circa |casi |environ )*(?:{COUNT}|{MONTH}|{WEEKDAY}|
    {FEAST}|{SPAN}|yesterday|today|noon|morning|evening|night|gestern|ayer|hier|\d+)|
    \b(?:since|ever since|seit) (?:i|we|the|it|my)\b|
    \b{COUNT} {SPAN} (?:ago|now|already)\b|\bfrom (?:day one|the (?:start|beginning|first))\b|
    \bstart(?:ed|s|ing)?\b.{{0,30}}\b(?:yesterday|today|morning|night|week|ago|day|evening)|
    \b(?:all|whole) (?:day|morning|night|week|weekend)\b|\b(?:never|always) worked\b|从.{{1,8}}开始|
    自从
"""
)
_BIRTHS = _plain_matches(
    rf"""
    \b(?:dob|born|birth\w*|geboren|geb\.?)\W+(?:is |on |am )?\d[\w./ -]+|
    \b\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)\d\d\b|\b(?:19|20)\d\d-\d\d-\d\d\b|
    \b{MONTH}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b|\b\d{{1,2}}(?:st|nd|rd|
    th)?\.? (?:of )?{MONTH},? (?:19|20)\d\d\b
"""
)
_MEASURES = _plain_matches(
    r"""
    \b\d+(?:[.,]\d+)? ?(?:mg|mcg|ug|g|kg|ml|l|cm|mm|m|km|in|inch(?:es)?|ft|feet|lbs?|oz|mbit|mbps|
    gb|mb|watts?|w|v|%|degrees?|°|units?|iu)\b|\b[a-z]+ \d{2,4}\b
"""
)
_BODY = _plain_matches(
    r"""
    \b(?:head|neck|shoulders?|arms?|elbows?|wrists?|hands?|fingers?|thumb|chest|back|stomach|
    belly|tummy|hips?|legs?|knees?|ankles?|foot|feet|toes?|ears?|eyes?|nose|throat|tooth|teeth|
    jaw|skin|kopf|rucken|bauch|zahn|knie|espalda|cabeza|dos|ventre)\b
"""
)


READERS: Mapping[str, Reader] = {
    "email": _matches(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "postal": _postal,
    "order": _orders,
    "phone": _phones,
    "code": _codes,
    "money": _money,
    "date": _DAYS,
    "time": _TIMES,
    "address": _ADDRESSES,
    "company": _COMPANIES,
    "reference": _REFERENCES,
    "picture": _pictures,
    "room": _rooms,
    "size": _SIZES,
    "colour": _COLOURS,
    "brand": _BRANDS,
    "place": lambda text, known: _PLACES(text, known) or _NAMED_PLACES(text, known),
    "manner": _MANNERS,
    "number": _quantities,
    "name": _NAMES,
    "identifier": _IDENTIFIERS,
    "people": _PEOPLE,
    "age": _plain_matches(
        r"\b\d+(?:[.,]5)? ?(?:years?|yrs?|months?|weeks?|mos?|yo|jahre|anos|ans)\b"
    ),
    "year": _plain_matches(r"\b(?:19|20)\d\d\b"),
    "frequency": _plain_matches(
        r"\bevery (?:\w+ )?(?:day|week|month|morning|evening|hour|night|year)s?\b|"
        r"\b(?:daily|weekly|monthly|hourly|rarely|never|constantly)\b|"
        r"\b(?:once|twice|\w+ times) (?:a|per|every|each) \w+"
    ),
    "error": _matches(
        r"\b(?:error|err|code|fehler)\b(?: code| number| no\.?)?[:# ]{0,2}[A-Z]{0,3}-?\d+|"
        r"[\"“„«][^\"”“»]{4,}[\"”“»]|^\W*[A-Z]-?\d{2,4}\W*$"
    ),
    "username": _matches(
        r"\b(?:user(?: ?name)?|login|nick(?:name)?|handle)(?: is|:)? (?!name|is)[\w.@-]{3,}"
    ),
    "trip": _matches(
        r"(?-i:\b[A-Z]{1,4} ?\d{2,5}\b)|\bthe \d{1,2}[:.]\d\d\b|"
        r"\b(?:train|flight|bus|ferry|tram) (?:to|from|no\.?|number) \w+"
    ),
    "duration": _DURATIONS,
    "since": _SINCE,
    "birth": _BIRTHS,
    "measure": _MEASURES,
    "body": _BODY,
}
"""Each kind of value and how it is found."""

STRONG = frozenset(
    """email postal order phone code address picture reference company time money birth room
    since measure identifier people duration year age username trip frequency
    error""".split()
)
"""Kinds of value that say by themselves what they are, wherever they stand."""


@lru_cache(maxsize=16384)
def find_values(kind: str, text: str, known: Known) -> tuple[str, ...]:
    """What a text holds of a kind; raises KeyError for an unknown kind."""
    return READERS[kind](text, known)
