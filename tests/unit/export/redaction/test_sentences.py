"""Sentences of customers and agents of other shops, and what has to become of them."""

import pytest

from console.domain.customers import Customer, Order, OrderItem
from console.export.redaction import Redactor

GERMAN = Customer(
    id="K-204418",
    name="Jürgen Weiß",
    email="j.weiss@post.example",
    phone="+49 151 23456789",
    address="Lindenstraße 12a, 80331 München, Deutschland",
    orders=(
        Order(
            id="2024-B-00817",
            status="shipped",
            tracking="00340434161094042557",
            items=(OrderItem(name="Kaffeemaschine Rosa 2000"),),
        ),
    ),
)
BRITISH = Customer(
    id="will.young.88",
    name="Will Young",
    email="will.young88@mail.example",
    phone="020 7946 0958",
    address="12 High Street, Flat 3, Bath, BA1 5LR, United Kingdom",
    orders=(Order(id="GB/55012", status="delivered"),),
)
CHINESE = Customer(
    id="vip88231",
    name="王小明",
    phone="13800138000",
    address="北京市朝阳区建国路88号, 100022, 中国",
    orders=(Order(id="E20240115993", status="paid"),),
)
SPANISH = Customer(
    id="9917",
    name="María José de la Cruz",
    email="mjcruz@correo.example",
    phone="612 345 678",
    address="Calle Mayor 5, 28013 Madrid, España",
    orders=(Order(id="PED-7731", status="returned"),),
)
GRACE = Customer(id="u-1", name="Grace May")

ROSE = Customer(id="c77120", name="Rose O'Brien")

SENTENCES: tuple[tuple[Customer | None, str, str], ...] = (
    (GERMAN, "Hallo, hier ist Jürgen Weiß.", "Hallo, hier ist [NAME]."),
    (GERMAN, "Mein Name ist Juergen Weiss aus MUENCHEN", "Mein Name ist [NAME] aus [ADDRESS]"),
    (
        GERMAN,
        "Sehr geehrter Herr Weiß, die Farbe ist weiß.",
        "Sehr geehrter Herr [NAME], die Farbe ist weiß.",
    ),
    (
        GERMAN,
        "Ich wohne in der Lindenstr. 12a, 80331 München.",
        "Ich wohne in der [ADDRESS], [ZIP] [ADDRESS].",
    ),
    (GERMAN, "Meine Bestellnummer lautet 2024-B-00817.", "Meine Bestellnummer lautet [ORDER]."),
    (GERMAN, "Bestellung 2024 B 00817 vom 12.03.2024", "Bestellung [ORDER] vom 12.03.2024"),
    (GERMAN, "Kundennummer K-204418", "Kundennummer [ACCOUNT]"),
    (GERMAN, "Rückruf bitte unter 0151 23456789.", "Rückruf bitte unter [PHONE]."),
    (GERMAN, "oder 0049-151-23456789", "oder [PHONE]"),
    (GERMAN, "IBAN: DE89 3704 0044 0532 0130 00 bitte", "IBAN: [IBAN] bitte"),
    (
        GERMAN,
        "Die Kaffeemaschine Rosa 2000 kostet 149,90 € statt 179,90 EUR.",
        "Die Kaffeemaschine Rosa 2000 kostet 149,90 € statt 179,90 EUR.",
    ),
    (GERMAN, "Sendungsnummer 00340434161094042557", "Sendungsnummer [TRACKING]"),
    (
        GERMAN,
        "Lieferung am 15. März 2024 zwischen 14:00 und 16:30 Uhr",
        "Lieferung am 15. März 2024 zwischen 14:00 und 16:30 Uhr",
    ),
    (GERMAN, "Sie erhalten 1.234,56 EUR in 14 Tagen.", "Sie erhalten 1.234,56 EUR in 14 Tagen."),
    (None, "Hier spricht Sabine Köhler, PLZ 50667.", "Hier spricht [NAME], PLZ [ZIP]."),
    (
        None,
        "Bitte an Gartenweg 7, 04109 Leipzig liefern.",
        "Bitte an [ADDRESS], [ZIP] Leipzig liefern.",
    ),
    (
        BRITISH,
        "Will you tell me when it will arrive, Will?",
        "Will you tell me when it will arrive, Will?",
    ),
    (BRITISH, "Hi Will, will you be at home on 3 May?", "Hi [NAME], will you be at home on 3 May?"),
    (
        BRITISH,
        "Thanks, Will! It is for young children.",
        "Thanks, [NAME]! It is for young children.",
    ),
    (BRITISH, "This is Will Young, postcode ba1 5lr.", "This is [NAME], postcode [ZIP]."),
    (
        BRITISH,
        "I told Will that his bath towels are in Bath.",
        "I told [NAME] that his bath towels are in [ADDRESS].",
    ),
    (BRITISH, "Flat 3, 12 High St, BATH BA15LR", "[ADDRESS], BATH [ZIP]"),
    (BRITISH, "call me on 020 7946 0958 or +44 (0)20 7946 0958", "call me on [PHONE] or [PHONE]"),
    (
        BRITISH,
        "my order is GB/55012, the other one gb 55012",
        "my order is [ORDER], the other one [ORDER]",
    ),
    (
        BRITISH,
        "Mr Young's parcel is 2.5 kg and 30 x 40 x 50 cm.",
        "Mr [NAME]'s parcel is 2.5 kg and 30 x 40 x 50 cm.",
    ),
    (
        BRITISH,
        "It is £1,299.00, 20% off until 31/12/2024.",
        "It is £1,299.00, 20% off until 31/12/2024.",
    ),
    (BRITISH, "I am willyoung88 on your site", "I am [ACCOUNT] on your site"),
    (BRITISH, "sort code 12-34-56, account 12345678", "sort code [PAYMENT], account [ACCOUNT]"),
    (
        GRACE,
        "There is a grace period of 30 days, Grace.",
        "There is a grace period of 30 days, Grace.",
    ),
    (GRACE, "You may return it in May, Ms May.", "You may return it in May, Ms [NAME]."),
    (GRACE, "Grace Period: 14 days", "Grace Period: 14 days"),
    (GRACE, "GRACE MAY ordered it, not may grace", "[NAME] ordered it, not [NAME]"),
    (CHINESE, "我叫王小明，电话13800138000。", "我叫[NAME]，电话[PHONE]。"),
    (CHINESE, "王先生您好，您的订单E20240115993已发货", "[NAME]先生您好，您的订单[ORDER]已发货"),
    (CHINESE, "请寄到北京市朝阳区建国路88号，邮编１０００２２", "请寄到[ADDRESS]，邮编[ZIP]"),
    (CHINESE, "手机 138-0013-8000", "手机 [PHONE]"),
    (CHINESE, "这件衣服299元，有3个尺码，7天内可退。", "这件衣服299元，有3个尺码，7天内可退。"),
    (CHINESE, "会员号 vip88231", "会员号 [ACCOUNT]"),
    (
        None,
        "你好，我是李雷，收货地址是上海市浦东新区世纪大道100号",
        "你好，我是[NAME]，收货地址是[ADDRESS]",
    ),
    (None, "订单号：20240115887766", "订单号：[ORDER]"),
    (SPANISH, "Hola, soy Maria Jose de la Cruz.", "Hola, soy [NAME]."),
    (
        SPANISH,
        "Estimada Sra. Cruz: su pedido PED-7731 llegó el 5 de mayo.",
        "Estimada Sra. [NAME]: su pedido [ORDER] llegó el 5 de mayo.",
    ),
    (SPANISH, "Vivo en la calle Mayor 5, 28013 Madrid", "Vivo en la [ADDRESS], [ZIP] [ADDRESS]"),
    (SPANISH, "Mi teléfono es 612 34 56 78", "Mi teléfono es [PHONE]"),
    (SPANISH, "La talla es 38 y cuesta 49,95 €", "La talla es 38 y cuesta 49,95 €"),
    (
        None,
        "Me llamo Lucía Fernández y mi DNI es 12345678Z.",
        "Me llamo [NAME] y mi DNI es [NUMBER].",
    ),
    (None, "Tarjeta terminada en 4242", "Tarjeta terminada en [CARD]"),
    (None, "My card is 4111 1111 1111 1111, exp 12/27", "My card is [CARD], exp 12/27"),
    (
        None,
        "mail me: ann(at)shop(dot)example or ＡＮＮ＠mail.example",
        "mail me: [EMAIL] or [EMAIL]",
    ),
    (
        None,
        "See https://shop.example/help/returns or https://shop.example/track?id=99812",
        "See https://shop.example/help/returns or [LINK]",
    ),
    (None, "Order 1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣ 😀 please", "Order [ORDER] 😀 please"),
    (None, "رقم الطلب ١٢٣٤٥٦٧ شكرا", "رقم الطلب [ORDER] شكرا"),
    (
        None,
        "Does the iPhone 15 Pro Max 256GB run iOS 17.4.1 with a 20000mAh WH-1000XM5?",
        "Does the iPhone 15 Pro Max 256GB run iOS 17.4.1 with a 20000mAh WH-1000XM5?",
    ),
    (
        None,
        "I ordered 12 pairs of size 10.5 in 2023, 24/7, 1080p, IPX4, USB3.2.",
        "I ordered 12 pairs of size 10.5 in 2023, 24/7, 1080p, IPX4, USB3.2.",
    ),
    (None, "Item ID: 6469567736 costs $1,023.16", "Item ID: 6469567736 costs $1,023.16"),
    (
        None,
        "It takes 5 to 7 business days, 10000 steps, 1000-1500 lumens.",
        "It takes 5 to 7 business days, 10000 steps, 1000-1500 lumens.",
    ),
    (
        None,
        "I'm Sorry for the delay. It's Friday. I'm German, this is Customer Service.",
        "I'm Sorry for the delay. It's Friday. I'm German, this is Customer Service.",
    ),
    (
        None,
        "Sizes 36 38 40 42 44 and windows 11 build 22631",
        "Sizes 36 38 40 42 44 and windows 11 build 22631",
    ),
    (
        None,
        "Ship to 1600 Pennsylvania Ave, Apt 4B, Washington, DC 20500",
        "Ship to [ADDRESS] [ZIP]",
    ),
    (
        None,
        "UPS 1Z999AA10123456784, RMA 88213, ticket #4471",
        "UPS [NUMBER], RMA [NUMBER], ticket [NUMBER]",
    ),
    (
        ROSE,
        "Rose gold, says ROSE O'BRIEN, Mrs. O’Brien or obrien.",
        "Rose gold, says [NAME], Mrs. [NAME] or [NAME].",
    ),
    (
        None,
        "Call my husband Mark, the wifi password is hunter2.",
        "Call my husband [NAME], the wifi password is [ACCOUNT].",
    ),
    (None, "Vivo en la calle Gran Via 12, Madrid", "Vivo en la [ADDRESS], Madrid"),
    (
        None,
        "PO Box 118, or 44 5th Ave, ask for the name attached to it",
        "[ADDRESS], or [ADDRESS], ask for the name attached to it",
    ),
    (
        None,
        "my name is george menard and my zip is 98193-1234",
        "my name is [NAME] and my zip is [ZIP]",
    ),
    (None, "Best regards,\nTom Baker", "Best regards,\n[NAME]"),
    (None, "Dr. Martens boots, model 1460, 8-eye", "Dr. Martens boots, model 1460, 8-eye"),
    (
        None,
        "My IP is 192.0.2.17 and the router runs version 4.2.1.9",
        "My IP is [IP] and the router runs version 4.2.1.9",
    ),
)
"""Whose chat it is, what is written, and what remains."""


@pytest.mark.parametrize(("customer", "text", "expected"), SENTENCES)
def test_what_tells_who_it_is_goes_and_the_rest_stays(
    customer: Customer | None, text: str, expected: str
) -> None:
    """Names, addresses and ids become placeholders; amounts, dates, sizes and products stay."""
    redactor = Redactor(customer)
    assert redactor(text) == expected
    assert redactor(expected) == expected
