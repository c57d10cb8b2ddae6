"""What is so once something has been done: it is on its way, in place, no longer there.

Each state is a form (``console.domain.claims.parts``) whose ``sense`` is the operation it claims.
"""

from typing import Final

from console.domain.alternatives import by_initial
from console.domain.claims.parts import (
    ADVERBS,
    BETWEEN,
    NAME,
    NOT_MODAL,
    OURS,
    READS,
    THEY,
    US,
    WHEN,
    WHERE,
    states,
)

_DONE = (
    r"(?:done|sorted|set|arranged|settled|fixed|finished|taken care of|handled|resolved|completed?)"
)
_WAY = (
    r"(?:on (?:its|the|their|his|her) way|under ?way|en route|in the (?:mail|post)|out the door"
    r"|(?:headed|heading|coming) your way|gone out|out for|in transit to you|with you)"
)
_BOX = (
    r"(?:in|to|at) your (?:e-?mail|email|mail|inbox|mailbox|messages?|texts?|account|junk|spam)\b"
)
_DONE_WORDS = (
    "done sorted set arranged settled fixed finished taken handled resolved complete completed"
)
_WAY_WORDS = "way underway under route mail post door headed heading coming out transit with"
_BOX_WORDS = "mail email inbox mailbox message messages text texts account junk spam"
_NOW = rf"(?:\b{by_initial('is|are|has|have|went|now|already')}|'(?:s|re|ve))"
_IS = rf"(?:\b(?:is|are)|'s|'re){ADVERBS}"
_ON_ORDER = (
    rf"(?: \w+)?(?: is|'s| are){ADVERBS} (?:on|off) (?:your|the) (?:order|bill|account|booking"
    r"|invoice)\b"
)
_BECAME = rf"(?: is| has| are|'s|'re| went){ADVERBS}"


STATES: Final = (
    *states(
        "done",
        (
            _DONE_WORDS,
            rf"^\W*+(?:all |yes,? |okay,? |ok,? |and )*{_DONE}\b(?! (?:by|with|if))"
            rf"|\ball (?:{_DONE}|good to go)\b"
            rf"|\b(?:you're|you are){ADVERBS} (?:all )?(?:set|sorted)\b"
            rf"|\b(?:it|this|that|everything|all|which)(?:'s| is| has been| are){ADVERBS}"
            rf" (?:all )?{_DONE}\b",
        ),
        (
            "consider",
            r"\bconsider (?:it|that|this|your [\w-]+|the [\w-]+) (?P<verb>[\w-]+)",
        ),
        (
            "care dealt seen go",
            r"\b(?:been |'s |is )?(?:taken care of|dealt with|seen to|good to go)\b"
            r"|\b(?:I|we)(?:'ve| have)?,? (?:already )?took care of\b",
        ),
        ("done deal mission", r"\b(?:job|deed) done\b|\bdone deal\b|\bmission accomplished\b"),
        ("should", r"\bshould (?:now|already) (?:be|work|have)\b"),
        ("name", r"\bhas your name on it\b"),
        ("waiting ready", rf"{_IS} (?:waiting|ready) for you\b"),
        (
            "confirm successful",
            r"\b(?:i|we)(?: hereby| can| gladly)* confirm (?:the|your) (?P<subject>cancel+ation"
            r"|refund|change|exchange|replacement)"
            r"|\b(?:refund|cancel+ation|change|exchange|redirection|activation)"
            r"(?: was| is| has been)? successful",
        ),
        (
            "running normal again business motion track",
            r"\b(?:up and running|back to normal|works? again|working again|back in business"
            r"|back in motion|back on track|moving again)\b",
        ),
        ("that trick", r"\bthat did (?:it|the trick)\b"),
        (
            "through complete completed done successful finished",
            r"\b(?P<subject>(?:un)?(?:lock|block|cancel+|refund|book|order|chang|redirect|reset+|"
            r"activat|send|shipp|upgrad|renew)ing)(?: is| has| was|'s| went| now){0,2}"
            r" (?:gone )?(?:through|complete|completed|done|successful|finished)\b",
        ),
        (
            "already now",
            r"\b(?:our|the) (?:[a-z-]+ )?(?:team|specialists?|colleagues?|staff|manager|people)"
            r"(?: is| are|'s|'re) (?:already|now) (?:on it|at it|working on)\b",
        ),
        ("verified identified", r"\b(?:i|we)(?:'ve| have)? (?:verified|identified) you\b"),
        (
            "works progress ready with",
            r"\b(?P<subject>new [\w-]+|replacement|refund|exchange|credit|repair)"
            rf"(?: is| are|'s){ADVERBS} (?:in the works|in progress|ready to (?:use|leave|go|ship)"
            r"|with (?:the|our) [\w-]+)\b",
        ),
        ("should", r"\bshould work (?:now|again|at checkout|this time)\b"),
        (
            "valid good usable",
            rf"{_IS} (?:(?:valid|usable) (?:again|now)|(?:valid|good) for another)\b",
        ),
        ("place effect force", rf"{_IS} in (?:place|effect|force)\b"),
        (
            "square even quits",
            r"\b(?:we're|we are|you're|you are)(?: all| now| even| quite)* (?:square|even|quits)\b"
            r"(?: now)?(?=[,.!]|$| again\b)",
        ),
        ("squared", r"\b(?:all|that's|it's|is|are)(?: now| all)? squared away\b"),
        (
            "hit pressed clicked pushed pulled",
            rf"\b{US}(?:'ve| have)?{ADVERBS} (?:hit|pressed|clicked|pushed|pulled)(?: on)?"
            r" (?:(?:the|your|that) )?(?P<subject>(?:[\w-]+ ){0,3}?)"
            r"(?:button|send|submit|confirm|switch|trigger)\b",
        ),
        (
            "accepted approved granted dropped resolved settled upheld successful closed",
            r"\b(?P<subject>claim|request|case|application|dispute|appeal|complaint|cancel+ation"
            r"|refund|exchange|return|replacement|(?:charge|payment|fee)s?)"
            rf"(?: was| were| has been| have been| got| is| are){ADVERBS} (?:accepted|approved"
            r"|granted|dropped|resolved|settled|upheld|successful|closed)\b(?! (?:off|at)\b)",
        ),
        (
            "kicked took taken came come green okay nod",
            r"\b(?P<subject>claim|request|redirect|redirection|change|discount|code|refund|upgrade"
            r"|exchange|cancel+ation|extension|update)(?: has| have|'s)?(?: just| now| already)?"
            r" (?:kicked in|(?:took|taken) effect|(?:came|come) through|(?:got|gotten|been given)"
            r" (?:the|a) (?:green light|okay|nod))\b",
        ),
        (
            "now",
            rf"\b(?P<subject>parcel|order|account|total|price|bill|status|discount|code|label"
            rf"|invoice|booking|subscription) (?:now {READS}|{READS}[^,;]{{0,40}}\bnow\b)",
        ),
        (
            "shows appears",
            r"\b(?P<subject>discount|code|change|new address|correction)(?: now| already)?"
            r" (?:shows|appears) (?:up )?(?:on|in) (?:the|your) (?:order|bill|invoice|account"
            r"|booking)\b",
        ),
        (
            "now",
            r"\byou(?:'re| are) now (?:paying|getting|covered|registered|booked|enrolled)\b",
        ),
        (
            "dropped down",
            r"\b(?:your|the) (?P<subject>(?:new )?(?:total|price|bill|balance))(?: has|'s)?(?: now"
            r"| just| already)? (?:dropped|gone down|come down|came down|went down)\b",
        ),
        (
            "past by through",
            r"\b(?:i|we)(?:'ve| have)?(?: just| already)? (?:ran|run) (?:it|this|that|your"
            r" (?P<subject>[\w-]+)) (?:past|by|through)\b",
        ),
        (
            "got gotten snagged secured",
            r"\b(?:i|we)(?:'ve| have)?(?: just| already)? (?:got|gotten|snagged|secured) you"
            r" (?:an?|the|your|\d[\w%]*|some)(?! (?:question|quick))(?P<subject>(?: [\w-]+){1,3})",
        ),
        (
            "accepts accepted admitted admits agreed agrees acknowledged approved granted confirmed"
            " promised taken assured",
            rf"\b(?:{THEY}|they)(?: has| have|'ve|'s)?{ADVERBS} (?:accept(?:s|ed)|admit(?:s|ted)"
            r"|agree[sd]|acknowledged|approved|granted|promised|assured|taken"
            r"|confirmed(?! (?:(?:the|your|its|that|it) )*(?:was )?(?:deliver|receipt|arriv)))\b",
        ),
        (
            "complete done through place active effective final confirmed processed out live",
            r"\b(?P<subject>cancel+ation|change|redirection|redirect|order|replacement|discount"
            r"|booking|reservation|exchange|pause|activation|unlock|reset|request)"
            rf"(?: is| has| are|'s| went| now){ADVERBS} (?:complete|done|through|gone through"
            r"|in place|active|effective|final|confirmed|processed|out|live)\b",
        ),
    ),
    *states(
        "send",
        (
            _WAY_WORDS,
            rf"(?={_NOW}){NOT_MODAL}{_NOW}{ADVERBS}"
            rf" (?:been )?{_WAY}",
        ),
        (
            "went gone goes",
            rf"\b(?:went|gone|goes) (?:out|off)(?: \w+){{0,2}} {WHEN}|\bwent out\b",
        ),
        (
            "left",
            r"\b(?:left|has left|have left) (?:us|our|the) ?(?:warehouse|house)?"
            rf"|\bleft(?: here| us| (?-i:[A-Z][a-z]+))? (?:{WHEN}|by)",
        ),
        (
            _BOX_WORDS,
            rf"(?:\b(?:is|are|now|already|landed|arrived)|'s|'re){ADVERBS} (?:waiting )?"
            rf"(?:for you )?{_BOX}",
        ),
        (
            _BOX_WORDS,
            rf"\byou(?:'ll| will| can| should)?{ADVERBS} (?:find|see|have|received?)\b"
            rf"(?P<subject>[^,;]{BETWEEN}){_BOX}",
        ),
        (
            _BOX_WORDS,
            r"\byou(?:'ve| have)(?: got| received)? (?P<subject>(?:an? |the |your )?new"
            rf" [^,;]{BETWEEN}){_BOX}",
        ),
        (
            "should must",
            rf"\byou (?:should|must)(?: already)? have\b(?P<subject>[^,;?]{BETWEEN})"
            r"\b(?:by now|already)\b",
        ),
        (
            _BOX_WORDS,
            r"\b(?:is|are|'s|'re)(?: now| already)?"
            r" (?:flying|winging|zipping|making (?:its|their) way) (?:in)?to"
            r" your (?:e-?mail|inbox|mailbox|phone|door)\b",
        ),
        (_BOX_WORDS, r"\b(?:reached|hit) your (?:e-?mail|inbox|mailbox)\b"),
        (
            "look check see",
            r"\b(?:look|check|see) (?:in |at )?your (?:e-?mail|inbox|messages|texts) for",
        ),
        (
            "here",
            r"\bhere(?:'s| is| are) (?:your|the) (?:new )?(?P<subject>label|link|code|invoice"
            r"|receipt|confirmation|pdf|tracking)",
        ),
        (
            "here find attached",
            r"\bhere (?:you go|it is|they are)\b|\bplease find\b|\b(?:is|are) attached\b",
        ),
    ),
    *states(
        "send",
        (
            "should must",
            r"\byou (?:should|must)(?:'ve| have)(?: already| just| now)? (?:got|gotten|received"
            rf"|seen|had)\b(?P<subject>[^,;?]{BETWEEN})\b(?:from (?:us|me)|confirming|by now"
            r"|already|just now|today)\b",
        ),
    ),
    *states(
        "open case",
        (
            "going running open",
            r"\b(?:i|we)(?:'ve| have)(?: got)?(?: already| now)? (?:an?|the|your)"
            r" (?:[\w-]+ ){0,2}(?P<subject>trace|claim|case|ticket|investigation|search|inquiry"
            r"|file|request|replacement) (?:going|running|open)\b",
        ),
    ),
    *states(
        "contact",
        (
            "tell tells told assured assures",
            rf"\b(?:(?:{OURS}|{THEY}|they) tell|(?:{OURS}|{THEY}|they|{NAME})"
            r" (?:tells|told|(?:has|have) told|assured|assures)) (?:me|us)\b",
        ),
        (
            "now already bench desk shelf list",
            rf"\b(?:{OURS}|{THEY}|they|{NAME}){WHERE}(?: now| already)? (?:has|have)"
            r" (?:your|the) (?P<subject>(?!(?:\w+ )?(?:parcel|package|order|shipment|return))"
            r"[^,;]{1,40}?)"
            r" (?:now|already|on (?:its|their) (?:bench|desk|shelf|list))\b",
        ),
    ),
    *states(
        "send",
        (
            "winging making working finding",
            rf"{_IS} (?:winging|making|working|finding) (?:its|their) way\b",
        ),
        (
            "heading headed",
            rf"{_IS} (?:heading|headed) (?:home|back|to your (?:new|card|account|bank|inbox))\b",
        ),
    ),
    *states(
        "discount",
        ("in", r"% (?:is|are)(?: now| already)? in(?=[,.!]|$)"),
        ("saved", r"\byou(?:'ve| have)? (?:just )?saved (?:\$?\d)"),
        (
            "voucher coupon discount credit compensation points",
            r"\byou(?:'ve| have)(?: just| now| also)? (?:received|got|gotten|been given|earned)"
            r" (?P<subject>(?:an? |the |your |our )(?:[$\w%.-]+ ){0,3}(?:voucher|coupon|discount"
            r"|credit|compensation|points))\b",
        ),
        (
            "now",
            r"\byou now (?:have|get|pay) (?P<subject>(?:[$\w%.-]+ ){0,4}(?:voucher|coupon|discount"
            r"|off|less))\b",
        ),
    ),
    *states(
        "open case",
        (
            "trace claim inquiry enquiry investigation ticket case search",
            r"\b(?P<subject>trace|claim|inquiry|enquiry|investigation|ticket|case|search)(?: \w+)?"
            rf"{_BECAME} (?:open|live|running|in place|active|under ?way|on)\b",
        ),
    ),
    *states(
        "refund",
        (
            "out back through complete done gone yours returned settled place active",
            r"(?P<subject>\b(?:refund|money|credit|difference|fee|amount)|\$\d[\d.,]*)(?: of \S+)?"
            rf"{_BECAME} (?:out|back|through|complete|done|gone through|yours|returned|settled"
            r"|in place|active)\b",
        ),
        (
            "refund money claim replacement request complaint address case",
            rf"\b(?:{OURS}|{THEY})(?: now| already)? (?:has|have)(?: got)?(?: now| already)?"
            r" (?:your|the) (?P<subject>(?:[\w-]+ )?(?:refund|money|claim|replacement|request"
            r"|complaint|new address|case))\b",
        ),
        (
            "went gone",
            r"\b(?P<subject>correction|refund|change|request|order|cancel+ation|replacement|claim"
            r"|update|credit|adjustment|exchange|reversal|fix)(?: of \S+)?(?: for \w+)?"
            r"(?: has| have|'s)?(?: just| already| now)? (?:went|gone)(?: straight| right)?"
            r" (?:in|through|out|live)\b",
        ),
    ),
    *states(
        "unlock",
        ("longer", r"\bno longer (?:locked|blocked|frozen)\b"),
        (
            "open accessible usable",
            rf"\b(?P<subject>account|card|profile|line)(?: is|'s){ADVERBS}"
            r" (?:open|accessible|usable) (?:again|now)\b",
        ),
        ("back", r"\byou(?:'re| are)(?: now)? back in\b"),
        (
            "access",
            r"\byou(?:'ve| have)(?: got)?(?: full)? access (?:again|back|now)\b"
            r"|\baccess is back\b",
        ),
        (
            "sign log",
            r"(?<!\bso )\b(?:you can|you(?:'re| should be) able to|you may)(?: now|,? again)*"
            r" (?:sign|log) (?:back )?in(?:to \w+ \w+)? (?:again|now)",
        ),
    ),
    *states(
        "disable",
        (
            "off gone lifted more",
            r"\b(?:lock|hold|block|charge|fee)(?: has|'s| have)? (?:come|came) off\b"
            r"|^\W*+no more (?:lock|hold|block|charge|fee)s?\b"
            r"|\b(?:sign-in|login|verification|check|charge|line|hold|lock|fee)"
            rf"(?: is|'s| are){ADVERBS} (?:off|gone|lifted)\b",
        ),
    ),
    *states(
        "take off",
        ("longer", r"\bno longer (?:appears?|shows?|on|due|owed)\b"),
        (
            "longer anymore more history exist exists gone vanished disappeared",
            r"\b(?P<subject>charges?|payments?|fees?|holds?|duplicate|bookings?|order|subscription)"
            r"(?: (?:no longer exists?|(?:does not|doesn't|do not|don't) exist any ?more|(?:is|are)"
            r" (?:now )?(?:history|gone)|(?:has|have) (?:vanished|disappeared))|'s gone)\b",
        ),
        (
            "discount code credit charge line item fee",
            rf"\b(?:discount|code|credit|charge|line|item|fee){_ON_ORDER}",
        ),
        ("on off", rf"%{_ON_ORDER}"),
    ),
    *states(
        "contact",
        (
            "let",
            rf"\b{US}(?:'ve| have)?{ADVERBS} let"
            rf" (?P<subject>(?!you\b|me\b)[^,;]{BETWEEN}) know\b",
        ),
    ),
    *states(
        "contact",
        (
            "spoke spoken talked checked reached followed touched touch word hold heard",
            rf"\b(?:i|we)(?:'ve| have)?{ADVERBS} (?:spoke|spoken|talked|checked in|reached out"
            r"|followed up|touched base|been in touch|got(?:ten)? in touch|had a word|gotten hold"
            r"|got hold|heard(?: back)?) (?:to|with|from|of)"
            r" (?P<subject>(?!you\b|your\b|that\b|this\b|it\b|such\b|other\b|many\b)[^,;]*)",
        ),
    ),
    *states("activate", ("active live", rf"{_IS} (?:active|live)\b")),
    *states("pause", ("hold", rf"{_IS} on hold\b")),
)
