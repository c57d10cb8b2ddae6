"""Words that are people's names and ordinary words as well, and words that begin no name."""

from console.export.redaction.spelling import plain


def _words(text: str) -> frozenset[str]:
    return frozenset(plain(word) for word in text.split())


ALSO_WORDS = _words(
    "able abril ace al amber an and angel april art ash aster august autumn baker ball ban "
    "banks barber barn bass bath bay bean beau bell berg berry best bill birch bird bishop bit "
    "black blanco blank bliss block bloom blue bo bold bond book booker born boss bow brand "
    "brandy braun bravo breeze brook brooks brown buck bueno buffalo burger burns bush butler "
    "buy cable call camp campos can candy cane car card carol carter casas case cash castle cat "
    "chad chan chance charity chase chef cherry chip christian church clay clear clever cliff "
    "cloud coach comfort cook cool copper corn cotton court cox crane crisp cross crow crown "
    "cruz crystal cup curry cute dale dam dan dash dawn day days deal dean del delgado destiny "
    "dick dill do dolores domingo don dove drew duke dusty early easter ebony eden else emerald "
    "english ernst essen eve ever faith fall farmer fast fern field fields fine fish fishes "
    "flint flower fly ford forest fox franco frank free freedom french frey frost garden "
    "garland gay gem gene ginger glass gold golden good gore grace grand grande grant gray "
    "green greene grey grove guerra gut guy hall ham hand happy hardy harmony haus hay hazel he "
    "head heath hell her hill hills him ho hoffe holiday holly hood hook hope horn house hue "
    "hunt hunter hut ice in india iris israel it ivory ivy jack jade jay jean jersey jet jewel "
    "jo job jolly jordan joy julio july june jung junior justice keen kenya key king kite klein "
    "knight konig korn kraft kurz lace lake lamb lance land lane lang law lay le lee liberty "
    "lie light lily lima linda linden link lion little lo lob lock london long lord lot love "
    "low luck lucky luna luz ma mai major man mar march mark marks marsh mason master may me "
    "mercedes mercy merry mesa mi mich miles mill miller mint miss mobile moon moreno morning "
    "moss muse my nash neu new nice no noble norm north nova nun ny oak ocean old olive on one "
    "opal orange orchid otter page paris park parker parks pastor patience paz peach peak pearl "
    "penny pepper perla phoenix pike pine piper pitt plum poe pole pond pool pope porter pose "
    "post potter power powers prado precious price pride priest prime prince promise pure quick "
    "quill rain ray reading red reed reich rey reyes rice rich ring rio rios rivers rob robin "
    "rock rocky rojo roman rosa rose roses rot roth royal rubio ruby rusty sage sailor salas "
    "sale sales san sand sandy santa savage saw scarlet schon schwarz sea see self sergeant "
    "seven shade sharp she shell shine shore short silver sky slate small smart so sol soledad "
    "sommer song sonntag sparrow spring stack star stark steel stein sterling still stone storm "
    "strange street strong su sue summer summers sun sunny swan sweet swift tan teal temple "
    "tender the tiger to toll toy trinity true tuck twist una us vale van vega velvet ventura "
    "victory violet virginia wald walker walls war ward warm washington waters way weber weeks "
    "weiss wells west white wild will willow win wind winter winters wise wolf wood woods work "
    "worth yam ye yes you young yu zeit zimmer"
)
"""A name among these is taken for one only where a name is to be expected."""

NO_NAMES = _words(
    "a about absolutely account actually address after afternoon again agent all already "
    "alright also always am amazon american an and android any anyone anyway appears apple "
    "april are as assistant at attached august autopilot available awesome back bad bank "
    "because been before bei best bin bitte black blue bluetooth booking british but by bye "
    "calling can cannot card care certainly changed cheers china chinese city code company con "
    "confirmation contact cool correct could credit customer customers damen das dass date de "
    "dear december definitely delivery dem demo den der did die different difficult director do "
    "does done dr due easy ebay ein eine einen el email en english er es est está evening "
    "everyone everything exactly excellent facing february fine first flight folks for frau "
    "free french freundlichen friday from frustrated für geehrte geehrter german germany gern "
    "gerne getting gift glad going good goodbye google got great green guest guys hallo happy "
    "has have having hello help her here herr herren hey hi his hola hoping how however i ich "
    "id if ihnen ihr ihre im important in incorrect interested iphone is ist it item its ja "
    "january july june just kein keine know kunde kundendienst kundenservice kundin la ladies "
    "large las last later let like listed london looking los madam man manager march mastercard "
    "maybe me medium mein meine mi miss misspelled mobile monday morning mr mrs ms my name need "
    "nein new nice nicht no noch not nothing november now number o october oder of off ok okay "
    "on one online only or order our out over para password payment paypal perfect phone pin "
    "please policy por possible price problem product que quite ready really red refund regards "
    "return right road same samsung saturday second sehr september service señor señora "
    "señorita shipping shop si sicher sie sincerely sir small so some someone sorry spain "
    "spanish speaker speaking spelled spelt ssn state still store street su sunday support sure "
    "sí take team test thank thanks that the their them there these they this thursday ticket "
    "to today tomorrow too trying tuesday two un una unable und under understood unfortunately "
    "unhappy update upset using usted vale very visa wait waiting was we wednesday welcome well "
    "what when where which white who why will windows with wondering working world worried "
    "would wrong y yes yesterday yet you your zip"
)
"""Words that follow "I'm" or "Thank you," without being anybody's name."""

MONTHS = _words("january february march april may june july august mai juni juli abril julio")

GERMAN_NOUNS = _words(
    "berg braun ernst gut haus jung klein konig korn kraft kurz lang "
    "richter rose schwarz see sommer sonntag stein wald weber weiss winter wolf zeit "
    "zimmer"
)
"""In German these have a capital wherever they stand, so that it proves nothing."""

PARTICLES = _words("de del la las los da dos di der den van von zu zum bin al el y e le du of")
"""Small words inside a name."""
