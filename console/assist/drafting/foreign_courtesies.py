"""Courtesies in German, Spanish, French, Italian, Portuguese and Dutch."""

FOREIGN = (
    # German
    r"(?:vielen |herzlichen |besten )?dank(?:e)?(?: sehr| schön| vielmals)?(?: für (?:ihre|deine"
    r"|die|das|"
    r"ihr) ?(?:nachricht|geduld|verständnis|antwort|rückmeldung|angaben?|information(?:en)?"
    r"|warten))?",
    r"(?:hallo|guten (?:tag|morgen|abend)|liebe|lieber|sehr geehrter?)(?: (?:frau|herr))?",
    r"(?:das |es )?tut mir (?:sehr |wirklich |aufrichtig )?leid(?: (?:für|wegen) (?:die|der|das)"
    r" (?:umstände|unannehmlichkeiten?|verzögerung|ärger|mühe|wartezeit))?",
    r"(?:bitte )?entschuldigen? (?:sie )?(?:bitte )?(?:die|den|das)"
    r" (?:umstände|unannehmlichkeiten?|verzögerung|ärger|mühe|wartezeit)",
    r"(?:ich (?:verstehe|kann (?:das|ihren ärger|es) (?:gut )?verstehen)|das verstehe ich)(?:"
    r" gut)?",
    r"das ist (?:sehr |wirklich |natürlich )?(?:ärgerlich|unangenehm|frustrierend|schade)",
    r"(?:ja |na )?(?:gern|gerne|natürlich|selbstverständlich|klar|kein problem|sehr gern|sehr"
    r" gerne)",
    r"(?:nehmen sie sich|lassen sie sich)(?: ruhig)?(?: alle)? (?:zeit|die zeit)",
    r"(?:einen )?(?:schönen|guten) (?:tag|abend)(?: noch)?|ein schönes wochenende|alles gute"
    r"|gute nacht",
    r"(?:ich helfe (?:ihnen|dir) (?:gern|gerne)(?: (?:weiter|dabei))?)",
    r"(?:melden sie sich|schreiben sie mir)(?: (?:gern|gerne|jederzeit|einfach))*"
    r"|wenn sie (?:noch |weitere )?(?:fragen|hilfe) (?:haben|brauchen)",
    # Spanish
    r"(?:muchas |mil )?gracias(?: por (?:su|tu|la|el|escribirnos|contactarnos|avisarnos|escribir)"
    r" ?(?:mensaje|paciencia|comprensión|respuesta|información|espera|tiempo)?)?",
    r"hola|buenos días|buenas (?:tardes|noches)|estimad[oa]",
    r"(?:lo siento|lo lamento|disculpe|disculpa|perdone)(?: (?:mucho|de verdad))?"
    r"(?: (?:por )?(?:las molestias?|la molestia|el retraso|la espera|el problema|el"
    r" inconveniente))?",
    r"(?:entiendo|comprendo)(?: (?:su|tu) (?:preocupación|molestia|frustración))?"
    r"|(?:entiendo|comprendo) que (?:es|sea|debe ser) (?:muy )?(?:molesto|frustrante|incómodo)",
    r"(?:claro|claro que sí|por supuesto|con (?:mucho )?gusto|de nada|sin problema|no se"
    r" preocupe|con placer)",
    r"(?:tómese|tómate) (?:todo )?(?:el|su|tu) tiempo(?: que necesite)?",
    r"que (?:tenga|tengas|pase) (?:un )?(?:buen|feliz|lindo)(?:a)? (?:día|tarde|noche)|buen día"
    r"|hasta pronto",
    r"(?:estoy|estamos) (?:aquí )?para ayudar(?:le|te|lo|la)?",
    r"(?:si|cuando) (?:tiene|tienes|necesita|necesitas) (?:algo más|más ayuda|otra pregunta"
    r"|alguna pregunta)",
    # French
    r"merci(?: beaucoup)?(?: (?:pour|de) (?:votre|ton) (?:message|patience|compréhension|réponse"
    r"|retour))?",
    r"bonjour|bonsoir|chère?",
    r"(?:je suis|nous sommes) (?:vraiment |sincèrement )?(?:désolée?|navrée?)"
    r"(?: (?:pour|de) (?:ce|cet|cette|le|la|l'|les) ?(?:désagrément|retard|attente|problème"
    r"|gêne))?",
    r"je (?:vous )?comprends?(?: (?:votre|bien)(?: (?:inquiétude|frustration|agacement))?)?"
    r"|c'est (?:vraiment |très )?(?:ennuyeux|frustrant|agaçant|dommage)",
    r"bien sûr|avec plaisir|volontiers|je vous en prie|pas de problème|prenez (?:tout )?(?:le"
    r"|votre) temps",
    r"bonne (?:journée|soirée|nuit)|bon (?:week-end|après-midi)|à bientôt",
    # Italian
    r"(?:grazie|molte grazie)(?: mille)?(?: per (?:il|la|averci|aver) ?(?:suo |sua |tuo |tua )?"
    r"(?:messaggio|pazienza|comprensione|risposta|scritto|contattato)?)?",
    r"buongiorno|buonasera|ciao|salve|gentile",
    r"(?:mi dispiace|ci dispiace|mi scusi)(?: (?:molto|tanto))?"
    r"(?: per (?:il|l'|la|i|lo) ?(?:disagio|inconveniente|ritardo|attesa|problema|disagi))?",
    r"(?:capisco|comprendo)(?: (?:bene|perfettamente))?|è (?:davvero |molto )?(?:fastidioso"
    r"|frustrante|spiacevole)",
    r"certo|certamente|volentieri|prego|con piacere|nessun problema|faccia con calma|si figuri",
    r"buona (?:giornata|serata|notte)|a presto",
    # Portuguese
    r"(?:muito )?obrigad[oa](?: (?:pela|por|pelo) (?:sua |seu |tua |teu )?"
    r"(?:mensagem|paciência|compreensão|resposta|contato|contacto))?",
    r"olá|oi|bom dia|boa (?:tarde|noite)|prezad[oa]",
    r"(?:sinto|lamento|desculpe|peço desculpa)(?: muito)?(?: (?:pelo|pela) (?:incômodo|incómodo"
    r"|transtorno"
    r"|atraso|espera|problema))?",
    r"(?:entendo|compreendo)(?: (?:perfeitamente|bem))?|é (?:muito )?(?:chato|frustrante"
    r"|desagradável)",
    r"claro|com certeza|com (?:todo o )?prazer|de nada|sem problema|não se preocupe|fique à"
    r" vontade",
    r"(?:tenha um )?(?:bom|ótimo) (?:dia|fim de semana)|até logo|até breve",
    # Dutch
    r"(?:hartelijk |heel erg )?(?:bedankt|dank u(?: wel)?|dank je(?: wel)?|dank)"
    r"(?: voor (?:uw|je|het) (?:bericht|geduld|begrip|antwoord|reactie|wachten))?",
    r"hallo|goedemorgen|goedemiddag|goedenavond|goededag|beste|dag",
    r"(?:het spijt (?:me|ons)|sorry|excuses|mijn excuses|onze excuses)(?: (?:zeer|heel erg))?"
    r"(?: voor (?:het|de) (?:ongemak|vertraging|overlast|probleem|wachten))?",
    r"(?:ik begrijp (?:het|dat)|dat begrijp ik)(?: (?:goed|helemaal))?"
    r"|(?:wat|dat is) (?:heel |erg |echt )*(?:vervelend|jammer|frustrerend)(?: voor u)?",
    r"natuurlijk|graag|graag gedaan|geen probleem|uiteraard|zeker|met plezier|neem(?:t u)?"
    r" (?:rustig )?de tijd",
    r"(?:een )?(?:fijne|prettige|goede) (?:dag|avond|middag|weekend|nacht)(?: nog)?",
)
"""Forms of whole clauses, in small letters; none has an open place."""
