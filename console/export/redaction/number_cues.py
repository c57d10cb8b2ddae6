"""What the words before a number say about it: that it is an order's, a phone's, a product's.

Words are in English, German, Spanish and Chinese, spelled as in folded texts, without accents.
"""

import re
from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

REACH = 56
"""How many characters before a number are looked at."""

KEEP = "KEEP"
"""The kind of numbers that say nothing about a person: articles, versions, years."""

_KINDS = {
    KEEP: "items? products? produkt\\w* models? modell\\w* artikel\\w* articles? skus? ean "
    "gtin upc isbn asin parts? version build firmware update kb iso din series? modelo articulo "
    "producto 型号 商品\\w? 货号 产品\\w? colou?r size gro(?:ss|ß)e talla error fehler\\w* page "
    "chapter windows office year since seit",
    "PHONE": "(?:tele)?(?:ph|f)ones? tel fon mobile movil cell handy\\w* call ring whatsapp "
    "fax text.me reach.me telefono?\\w* rufnummer anrufen llam[ae]\\w* ruckruf 电话\\w? "
    "手机\\w? 联系方式",
    "ZIP": "zip(?:.?code)? post(?:al)?.?codes? plz postleitzahl c\\.?p\\.? codigo.postal "
    "postal eircode pin.?code 邮编 邮政编码",
    "ORDER": "orders? order(?:number|id|nr) bestell\\w* auftrag\\w* pedidos? purchase "
    "订单\\w? 单号",
    "TRACKING": "tracking trace parcel shipment package consignment awb waybill sendung\\w* "
    "paket\\w* envio seguimiento guia 快递\\w{0,2} 运单\\w? 物流\\w{0,2}",
    "PAYMENT": "payment transaction paypal gift.?cards? voucher coupon store.credit iban "
    "sort.code routing gutschein\\w* geschenkkarte\\w* zahlung\\w* transaktion\\w* "
    "uberweisung\\w* blz pago transaccion tarjeta.regalo cupon 礼品卡\\w? 付款\\w{0,2} "
    "支付\\w{0,2} 交易\\w?",
    "CARD": "cards? visa master.?card amex karte\\w* kreditkarte\\w* tarjeta 卡号 信用卡\\w?",
    "ACCOUNT": "accounts? customers? user(?:name|.?id)? members?(?:hip)? client login "
    "profile policy loyalty kunden\\w* konto\\w* mitglieds?\\w* benutzer\\w* vertrag\\w* cuenta "
    "cliente usuario socio contrato 账号 帐号 账户 会员\\w? 用户\\w{0,2} 客户\\w{0,2} password "
    "passwort contrasena 密码",
    "NUMBER": "ids? case ticket\\w* claims? ref(?:erence)? confirmation booking reservation "
    "invoices? receipt contract rma serial imei pin cvv cvc code ssn social.security passport "
    "license returns? vorgang\\w* rechnung\\w* fall buchung\\w* referenz\\w* kennwort beleg\\w* "
    "seriennummer factura referencia reserva dni nie caso incidencia 发票\\w{0,2} 身份证\\w? "
    "编号 工单\\w? 验证码 number nummer numero 号码",
}
_KIND = re.compile(
    "(?<![a-z])(?:"
    + "|".join(f"(?P<{kind}>{'|'.join(words.split())})" for kind, words in _KINDS.items())
    + ")(?![a-z])",
    re.IGNORECASE,
)
_SAYING = frozenset(
    "number numbers num nummer nummern number's no nr nos id ids code codes is are was ist sind "
    "lautet war es son numero numeros n id's it's its it and or und y oder the for with de del "
    "line actually here called under new my your correct ending in at on auf me a 是 为 号 码 "
    "号码 号是".split()
)
_WORD = re.compile(r"[^\W_]+(?:'[a-z]+)?")
_ASKING = re.compile(r"(?:number|nummer|nr|no|id|code|#|numero|[号码:=是]|is|ist|es)\W{0,3}$")


@dataclass(frozen=True, slots=True)
class Cue:
    """What a number is said to be; ``close`` if nothing else stands between.

    ``asked`` is set where the words leave no doubt that a number follows ("order number is").
    """

    kind: str
    close: bool
    asked: bool


class Cues:
    """The words of one text that say what numbers are, found once for all its numbers."""

    def __init__(self, text: str) -> None:
        self._text = text

    @cached_property
    def _cues(self) -> list[tuple[int, int, str]]:
        cues: list[tuple[int, int, str]] = []
        for match in _KIND.finditer(self._text):
            start, end = match.span()
            if match.lastgroup == "NUMBER" and cues and start - cues[-1][1] <= 2:
                continue  # "number" or "ID" right behind "order" only ends that word
            cues.append((start, end, match.lastgroup or ""))
        return cues

    def before(self, place: int) -> Cue | None:
        """What the words before this place, on the same line, say that comes there."""
        last = bisect_left(self._cues, (place,)) - 1
        if last < 0 or self._cues[last][0] < place - REACH:
            return None
        _, end, kind = self._cues[last]
        between = self._text[end:place].casefold()
        if "\n" in between:
            return None
        words = _WORD.findall(between)
        close = all(word in _SAYING or any(map(str.isdigit, word)) for word in words)
        asked = close and _ASKING.search(self._text[max(0, place - 16) : place].casefold())
        return Cue(kind, close, bool(asked))
