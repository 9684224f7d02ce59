var e=`=
😀 grinsendes Gesicht|froh fröhlich
😃 grinsendes Gesicht mit großen Augen|fröhlich glücklich
😄 grinsendes Gesicht mit lachenden Augen|fröhlich geschlossen
😁 strahlendes Gesicht mit lachenden Augen|fröhlich grinsen
😆 Grinsegesicht mit zugekniffenen Augen|geschlossen gesicht
😅 grinsendes Gesicht mit Schweißtropfen|lachen lustig
🤣 sich vor Lachen auf dem Boden wälzen|gesicht haha
😂 Gesicht mit Freudentränen|fröhlich haha
🙂 leicht lächelndes Gesicht|smiley
🙃 umgekehrtes Gesicht|auf dem
🫠 schmelzendes Gesicht|auflösen beschämt
😉 zwinkerndes Gesicht|auge flirten
😊 lächelndes Gesicht mit lachenden Augen|erröten freude
😇 lächelndes Gesicht mit Heiligenschein|brav engel
🥰 lächelndes Gesicht mit Herzen|3 anhimmeln
😍 lächelndes Gesicht mit herzförmigen Augen|glücklich herzen
🤩 überwältigt|aufgeregt augen
😘 Kuss zuwerfendes Gesicht|flirten küsschen
😗 küssendes Gesicht|flirten hdl
☺️ lächelndes Gesicht|fröhlich rot
😚 küssendes Gesicht mit geschlossenen Augen|knutsch kuss
😙 küssendes Gesicht mit lächelnden Augen|flirten knutsch
🥲 lachendes Gesicht mit Träne|berührt dankbar
😋 sich die Lippen leckendes Gesicht|lecker leckeres
😛 Gesicht mit herausgestreckter Zunge|bäh lachen
😜 zwinkerndes Gesicht mit herausgestreckter Zunge|auge herausstrecken
🤪 irres Gesicht|auge augen
😝 Gesicht mit herausgestreckter Zunge und zusammengekniffenen Augen|bäh ekel
🤑 Gesicht mit Dollarzeichen|geld mund
🤗 Gesicht mit umarmenden Händen|drücken smiley
🤭 verlegen kicherndes Gesicht|haha hand
🫢 Gesicht mit offenen Augen und Hand über dem Mund|erschrecken erstaunen
🫣 Gesicht mit durch die Finger linsendem Auge|gebannt hervorlugen
🤫 ermahnendes Gesicht|finger leise
🤔 nachdenkendes Gesicht|fragen grübeln
🫡 salutierendes Gesicht|aye jawohl
🤐 Gesicht mit Reißverschlussmund|geheimnis halten
🤨 Gesicht mit hochgezogenen Augenbrauen|argwöhnisch misstrauen
😐 neutrales Gesicht|ausdruckslos kommentarlos
😑 ausdrucksloses Gesicht|kommentarlos selbstgefällig
😶 Gesicht ohne Mund|kein smiley
🫥 gestricheltes Gesicht|depressiv deprimiert
😶‍🌫️ Gesicht in Wolken|geistesabwesend im
😏 süffisant lächelndes Gesicht|feixen flirten
😒 verstimmtes Gesicht|langweilig smiley
🙄 Augen verdrehendes Gesicht|genervt meinetwegen
😬 Grimassen schneidendes Gesicht|peinlich smiley
😮‍💨 Gesicht, das ausatmet|ausatmen erleichtert
🤥 lügendes Gesicht|nase pinocchio
😌 erleichtertes Gesicht|augen entspannt
😔 nachdenkliches Gesicht|enttäuscht schrecklich
😪 schläfriges Gesicht|gute müde
🤤 sabberndes Gesicht|smiley
😴 schlafendes Gesicht|dösen einschlafen
😷 Gesicht mit Atemschutzmaske|arzt bazillen
🤒 Gesicht mit Fieberthermometer|krank messen
🤕 Gesicht mit Kopfverband|aua autsch
🤢 würgendes Gesicht|ekel eklig
🤮 kotzendes Gesicht|brechen erbrechen
🤧 niesendes Gesicht|erkältet erkältung
🥵 schwitzendes Gesicht|erhitzt fieber
🥶 frierendes Gesicht|bibbern blau
🥴 schwindeliges Gesicht|angeheitert angeschwipst
😵 benommenes Gesicht|augen ko
😵‍💫 Gesicht mit Spiralen als Augen|hypnose hypnotisiert
🤯 explodierender Kopf|entsetzt geschockt
🤠 Gesicht mit Cowboyhut|cowgirl hut
🥳 Partygesicht|aufgeregt feier
🥸 verkleidet|brille gesicht
😎 lächelndes Gesicht mit Sonnenbrille|cool smiley
🤓 Strebergesicht|brille gesicht
🧐 Gesicht mit Monokel|elegant reich
😕 verwundertes Gesicht|keine ahnung
🫤 Gesicht mit schrägem Mund|enttäuscht genervt
😟 besorgtes Gesicht|smiley sorgen
🙁 betrübtes Gesicht|schade smiley
☹️ düsteres Gesicht|deprimiert smiley
😮 Gesicht mit offenem Mund|erstaunt omg
😯 verdutztes Gesicht|erstaunt omg
😲 erstauntes Gesicht|nee omg
😳 errötetes Gesicht mit großen Augen|erröten peinlich
🥺 bettelndes Gesicht|anflehen augen
🥹 Gesicht, das Tränen zurückhält|aufgebracht dankbar
😦 entsetztes Gesicht|mund offen
😧 qualvolles Gesicht|arm leidend
😨 ängstliches Gesicht|angst besorgt
😰 besorgtes Gesicht mit Schweißtropfen|angst angstschweiß
😥 trauriges aber erleichtertes Gesicht|enttäuscht knapp
😢 weinendes Gesicht|smiley traurig
😭 heulendes Gesicht|flennen schluchzen
😱 vor Angst schreiendes Gesicht|munch omg
😖 verwirrtes Gesicht|bestürzt frustriert
😣 entschlossenes Gesicht|ausdauernd durchhalten
😞 enttäuschtes Gesicht|leider schade
😓 bedrücktes Gesicht mit Schweiß|angstschweiß augen
😩 erschöpftes Gesicht|fehlschlag hungrig
😫 müdes Gesicht|niesen smiley
🥱 gähnendes Gesicht|gelangweilt langweilig
😤 schnaubendes Gesicht|erleichtert gewonnen
😡 schmollendes Gesicht|rot angelaufener
😠 verärgertes Gesicht|böse smiley
🤬 Gesicht mit Symbolen über dem Mund|fluchen schimpfen
😈 grinsendes Gesicht mit Hörnern|böse dämon
👿 wütendes Gesicht mit Hörnern|böse dämon
💀 Totenkopf|gesicht knochen
☠️ Totenkopf mit gekreuzten Knochen|gesicht piratenflagge
💩 Kothaufen|mist
🤡 Clown-Gesicht
👹 Ungeheuer|gesicht gruselig
👺 Kobold|gemein gesicht
👻 Gespenst|buh fantasy
👽 Außerirdischer|alien all
👾 Computerspiel-Monster|gesicht ufo
🤖 Roboter|gesicht monster
😺 grinsende Katze|gesicht lachen
😸 grinsende Katze mit lachenden Augen|gesicht smiley
😹 Katze mit Freudentränen|gesicht lachen
😻 lachende Katze mit Herzen als Augen|gesicht herzaugen
😼 verwegen lächelnde Katze|gesicht grinsen
😽 küssende Katze|augen geschlossen
🙀 erschöpfte Katze|angst gesicht
😿 weinende Katze|gesicht smiley
😾 schmollende Katze|gesicht schmollmund
🙈 sich die Augen zuhaltendes Affengesicht|böse geheimnis
🙉 sich die Ohren zuhaltendes Affengesicht|böse geheimnis
🙊 sich den Mund zuhaltendes Affengesicht|böse geheimnis
💌 Liebesbrief|brief herz
💘 Herz mit Pfeil|liebe
💝 Herz mit Schleife|hochzeitstag jahrestag
💖 funkelndes Herz|aufregung gefühl
💗 wachsendes Herz|aufregung gefühl
💓 schlagendes Herz|gefühl liebe
💞 kreisende Herzen|emotion gefühl
💕 zwei Herzen|date gefühl
💟 Herzdekoration|deko emotion
❣️ Herz als Ausrufezeichen|satzzeichen
💔 gebrochenes Herz|allein gefühl
❤️‍🔥 Herz in Flammen|brennendes leidenschaft
❤️‍🩹 Herz mit Verband|besserung genesen
❤️ rotes Herz
🧡 oranges Herz|liebe
💛 gelbes Herz|gefühl liebe
💚 grünes Herz|gefühl liebe
💙 blaues Herz|gefühl liebe
💜 lila Herz|beste gefühl
🤎 braunes Herz
🖤 schwarzes Herz|böse
🤍 weißes Herz
💋 Kussabdruck|gefühl knutsch
💯 100 Punkte|volle punktzahl
💢 Ärger|comic wut
💥 Zusammenstoß|bombe boom
💫 schwindlig|benommen benommenheit
💦 Schweißtropfen|comic feucht
💨 Staubwolke|comic rennen
🕳️ Loch|schwarz
💬 Sprechblase mit drei Punkten|comic dialog
👁️‍🗨️ Auge in Sprechblase|dialog reden
🗨️ Sprechblase links|dialog reden
🗯️ Sprechblase für wütende Aussage rechts
💭 Gedankenblase|comic nachdenken
💤 Schlafen|buchstaben comic
=
👋 winkende Hand|auf wiedersehen
🤚 erhobene Hand von hinten
🖐️ Hand mit gespreizten Fingern|5 fünf
✋ erhobene Hand|5 halt
🖖 vulkanischer Gruß|finger grüßen
🫱 nach rechts weisende Hand|ausgestreckt ausstrecken
🫲 nach links weisende Hand|ausgestreckt ausstrecken
🫳 Hand mit Handfläche nach unten|abweisen fallen
🫴 Hand mit Handfläche nach oben|anbieten angebot
👌 OK-Zeichen|exzellent finger
🤌 zusammengedrückte Finger|bündelhand gehts
🤏 Wenig-Geste|betrag finger
✌️ Victory-Geste|sieg
🤞 Hand mit gekreuzten Fingern
🫰 Hand mit gekreuztem Zeigefinger und Daumen|finger fingerherz
🤟 Ich-liebe-dich-Geste|drei finger
🤘 Teufelsgruß|corna finger
🤙 Ruf-mich-an-Handzeichen|anruf anrufen
👈 nach links weisender Zeigefinger|finger handrückseite
👉 nach rechts weisender Zeigefinger|finger handrückseite
👆 nach oben weisender Zeigefinger von hinten|aufwärts finger
🖕 Mittelfinger|finger hand
👇 nach unten weisender Zeigefinger|abwärts finger
☝️ nach oben weisender Zeigefinger von vorne|finger hand
🫵 auf Betrachter zeigender Zeigefinger|deuten du
👍 Daumen hoch|einverstanden finger
👎 Daumen runter|hand nach
✊ erhobene Faust|hand kampf
👊 geballte Faust|absolut bro
🤛 Faust nach links|hand
🤜 Faust nach rechts|hand
👏 klatschende Hände|applaudieren applaus
🙌 zwei erhobene Handflächen|feiern geste
🫶 Hände, die Herz bilden|<3 finger
👐 offene Hände|jazz umarmen
🤲 Handflächen nach oben|beten gebet
🤝 Handschlag|hände händeschütteln
🙏 zusammengelegte Handflächen|beten betend
✍️ schreibende Hand|stift
💅 Nagellack|kosmetik maniküre
🤳 Selfie|smartphone
💪 angespannter Bizeps|arm bodybuilder
🦾 Armprothese|barrierefreiheit prothese
🦿 Beinprothese|barrierefreiheit prothese
🦵 Bein|extremität fuß
🦶 Fuß|füße kick
👂 Ohr|hören körperteil
🦻 Ohr mit Hörgerät|barrierefreiheit gehörlos
👃 Nase|körperteil riechen
🧠 Gehirn|hirn intelligent
🫀 Herz (Organ)|anatomie körper
🫁 Lunge|atem atmen
🦷 Zahn|perlweiß weiß
🦴 Knochen|hund hundeknochen
👀 Augen|gesicht gucken
👁️ Auge|blick körper
👅 Zunge|hmm körperteil
👄 Mund|kuss körperteil
🫦 auf Lippe beißen|angst besorgt
👶 Baby|gesicht jung
🧒 Kind|enkelkind jung
👦 Junge|enkelsohn gesicht
👧 Mädchen|enkeltochter gesicht
🧑 Person|erwachsen erwachsene
👱 Person: blondes Haar|blondhaarig gesicht
👨 Mann|erwachsen gesicht
🧔 Person: Bart|bärtig schnurrbart
🧔‍♂️ Mann: Bart
🧔‍♀️ Frau: Bart
👨‍🦰 Mann: rotes Haar|erwachsen gesicht
👨‍🦱 Mann: lockiges Haar|erwachsen gesicht
👨‍🦳 Mann: weißes Haar|erwachsen gesicht
👨‍🦲 Mann: Glatze|erwachsen gesicht
👩 Frau|erwachsen gesicht
👩‍🦰 Frau: rotes Haar|erwachsen gesicht
🧑‍🦰 Person: rotes Haar|erwachsen erwachsene
👩‍🦱 Frau: lockiges Haar|erwachsen gesicht
🧑‍🦱 Person: lockiges Haar|erwachsen erwachsene
👩‍🦳 Frau: weißes Haar|erwachsen gesicht
🧑‍🦳 Person: weißes Haar|erwachsen erwachsene
👩‍🦲 Frau: Glatze|erwachsen gesicht
🧑‍🦲 Person: Glatze|erwachsen erwachsene
👱‍♀️ Frau: blond
👱‍♂️ Mann: blond
🧓 ältere Person|alt erwachsen
👴 älterer Mann|alt erwachsen
👵 ältere Frau|alt erwachsen
🙍 missmutige Person|frustriert gesicht
🙍‍♂️ missmutiger Mann
🙍‍♀️ missmutige Frau
🙎 schmollende Person|eingeschnappt enttäuscht
🙎‍♂️ schmollender Mann
🙎‍♀️ schmollende Frau
🙅 Person mit überkreuzten Armen|gesicht nein
🙅‍♂️ Mann mit überkreuzten Armen
🙅‍♀️ Frau mit überkreuzten Armen
🙆 Person mit Händen auf dem Kopf|geste oje
🙆‍♂️ Mann mit Händen auf dem Kopf
🙆‍♀️ Frau mit Händen auf dem Kopf
💁 Infoschalter-Mitarbeiter(in)|abgekippt beleidigen
💁‍♂️ Infoschalter-Mitarbeiter
💁‍♀️ Infoschalter-Mitarbeiterin
🙋 Person mit erhobenem Arm|aufzeigen drankommen
🙋‍♂️ Mann mit erhobenem Arm
🙋‍♀️ Frau mit erhobenem Arm
🧏 gehörlose Person|barrierefreiheit hören
🧏‍♂️ gehörloser Mann
🧏‍♀️ gehörlose Frau
🙇 sich verbeugende Person|bedauern bitten
🙇‍♂️ sich verbeugender Mann
🙇‍♀️ sich verbeugende Frau
🤦 sich an den Kopf fassende Person|frustriert genervt
🤦‍♂️ sich an den Kopf fassender Mann
🤦‍♀️ sich an den Kopf fassende Frau
🤷 schulterzuckende Person|egal gleichgültig
🤷‍♂️ schulterzuckender Mann
🤷‍♀️ schulterzuckende Frau
🧑‍⚕️ Arzt/Ärztin|doktor(in)
👨‍⚕️ Arzt|doktor krankenpfleger
👩‍⚕️ Ärztin|arztkittel doktor
🧑‍🎓 Student(in)|absolvent(in) doktorhut
👨‍🎓 Student|absolvent diplom
👩‍🎓 Studentin|abschluss absolventin
🧑‍🏫 Lehrer(in)|dozent(in) professor(in)
👨‍🏫 Lehrer|dozent mann
👩‍🏫 Lehrerin|dozentin frau
🧑‍⚖️ Richter(in)|waage
👨‍⚖️ Richter|gerechtigkeit mann
👩‍⚖️ Richterin|frau gerechtigkeit
🧑‍🌾 Bauer/Bäuerin|farmer(in) gärtner(in)
👨‍🌾 Bauer|farmer gärtner
👩‍🌾 Bäuerin|farmerin gärtnerin
🧑‍🍳 Koch/Köchin
👨‍🍳 Koch|restaurant
👩‍🍳 Köchin|kochen
🧑‍🔧 Mechaniker(in)|elektriker(in) klempner(in)
👨‍🔧 Mechaniker|elektriker handwerker
👩‍🔧 Mechanikerin|elektrikerin frau
🧑‍🏭 Fabrikarbeiter(in)|arbeiter(in) industriell
👨‍🏭 Fabrikarbeiter|helm
👩‍🏭 Fabrikarbeiterin|frau helm
🧑‍💼 Büroangestellte(r)|architekt(in) business
👨‍💼 Büroangestellter|angestellter manager
👩‍💼 Büroangestellte|angestellte frau
🧑‍🔬 Wissenschaftler(in)|forscher(in) labor
👨‍🔬 Wissenschaftler|chemie forscher
👩‍🔬 Wissenschaftlerin|forscherin frau
🧑‍💻 IT-Experte/IT-Expertin|bildschirm computer
👨‍💻 IT-Experte|arbeit bildschirm
👩‍💻 IT-Expertin|arbeit bildschirm
🧑‍🎤 Sänger(in)|entertainer(in) rock
👨‍🎤 Sänger|mann mikrofon
👩‍🎤 Sängerin|frau mikrofon
🧑‍🎨 Künstler(in)|farbpalette maler(in)
👨‍🎨 Künstler|farbpalette maler
👩‍🎨 Künstlerin|farbpalette frau
🧑‍✈️ Pilot(in)|flugzeug
👨‍✈️ Pilot|flugzeug mann
👩‍✈️ Pilotin|flieger flugzeug
🧑‍🚀 Astronaut(in)|raumfahrt weltraum
👨‍🚀 Astronaut|mann raumfahrt
👩‍🚀 Astronautin|frau raumfahrt
🧑‍🚒 Feuerwehrmann/-frau|feuerwehrhelm
👨‍🚒 Feuerwehrmann|feuerwehrhelm mann
👩‍🚒 Feuerwehrfrau|feuerwehrhelm frau
👮 Polizist(in)|beruf festnehmen
👮‍♂️ Polizist
👮‍♀️ Polizistin
🕵️ Detektiv(in)|lupe sherlock
🕵️‍♂️ Detektiv
🕵️‍♀️ Detektivin
💂 Wache|buckingham palace
💂‍♂️ Wachsoldat
💂‍♀️ Wachsoldatin
🥷 Ninja|ausdauer geheimmission
👷 Bauarbeiter(in)|arbeit beruf
👷‍♂️ Bauarbeiter
👷‍♀️ Bauarbeiterin
🫅 Person mit Krone|adelig krönung
🤴 Prinz|krone
👸 Prinzessin|gesicht krone
👳 Person mit Turban|bart dreitagebart
👳‍♂️ Mann mit Turban
👳‍♀️ Frau mit Turban
👲 Mann mit chinesischem Hut|china gesicht
🧕 Frau mit Kopftuch|hidschab hijab
🤵 Person im Smoking|anzug bräutigam
🤵‍♂️ Mann im Smoking
🤵‍♀️ Frau im Smoking
👰 Person mit Schleier|braut gesicht
👰‍♂️ Mann mit Schleier
👰‍♀️ Frau mit Schleier
🤰 schwangere Frau
🫃 schwangerer Mann|aufgebläht bauch
🫄 schwangere Person|aufgebläht bauch
🤱 Stillen|baby brust
👩‍🍼 Frau, die Baby die Flasche gibt|eltern geben
👨‍🍼 Mann, der Baby die Flasche gibt|geben gebender
🧑‍🍼 Person, die Baby die Flasche gibt|geben gebende
👼 Putte|engel gesicht
🎅 Weihnachtsmann|weihnachten
🤶 Weihnachtsfrau|weihnachten
🧑‍🎄 Weihnachtsperson|gesicht mit
🦸 Superheld(in)|held person
🦸‍♂️ Superheld
🦸‍♀️ Heldin
🦹 Bösewicht|krimineller person
🦹‍♂️ männlicher Bösewicht
🦹‍♀️ weiblicher Bösewicht
🧙 Magier(in)|hexe hexenmeister
🧙‍♂️ Magier
🧙‍♀️ Magierin
🧚 Märchenfee|elf elfe
🧚‍♂️ männliche Fee
🧚‍♀️ Fee
🧛 Vampir|blutsauger dracula
🧛‍♂️ männlicher Vampir
🧛‍♀️ weiblicher Vampir
🧜 Wassermensch|meerjungfrau meermann
🧜‍♂️ Wassermann
🧜‍♀️ Meerjungfrau
🧝 Elf(e)|elbe elben
🧝‍♂️ Elf
🧝‍♀️ Elfe
🧞 Flaschengeist|aladdin aladin
🧞‍♂️ männlicher Flaschengeist
🧞‍♀️ weiblicher Flaschengeist
🧟 Zombie|apokalypse halloween
🧟‍♂️ männlicher Zombie
🧟‍♀️ weiblicher Zombie
🧌 Troll|fantasy gruslig
💆 Person, die eine Kopfmassage bekommt|behandlung entspannen
💆‍♂️ Mann, der eine Kopfmassage bekommt
💆‍♀️ Frau, die eine Kopfmassage bekommt
💇 Person beim Haareschneiden|friseur friseurin
💇‍♂️ Mann beim Haareschneiden
💇‍♀️ Frau beim Haareschneiden
🚶 Fußgänger(in)|gehen gehend
🚶‍♂️ Fußgänger
🚶‍♀️ Fußgängerin
🧍 stehende Person|mensch stand
🧍‍♂️ stehender Mann
🧍‍♀️ stehende Frau
🧎 kniende Person|fersensitz meditation
🧎‍♂️ kniender Mann
🧎‍♀️ kniende Frau
🧑‍🦯 Person mit Langstock|barrierefreiheit blind
👨‍🦯 Mann mit Langstock|barrierefreiheit behinderung
👩‍🦯 Frau mit Langstock|barrierefreiheit behinderung
🧑‍🦼 Person in elektrischem Rollstuhl|barrierefreiheit
👨‍🦼 Mann in elektrischem Rollstuhl|barrierefreiheit behinderung
👩‍🦼 Frau in elektrischem Rollstuhl|barrierefreiheit behinderung
🧑‍🦽 Person in manuellem Rollstuhl|barrierefreiheit
👨‍🦽 Mann in manuellem Rollstuhl|barrierefreiheit behinderung
👩‍🦽 Frau in manuellem Rollstuhl|barrierefreiheit behinderung
🏃 laufende Person|eilig joggen
🏃‍♂️ laufender Mann
🏃‍♀️ laufende Frau
💃 tanzende Frau|elegant festlich
🕺 tanzender Mann|elegant festlich
🕴️ schwebender Mann im Anzug|geschäftlich
👯 Personen mit Hasenohren|bunny bunnys
👯‍♂️ Männer mit Hasenohren
👯‍♀️ Frauen mit Hasenohren
🧖 Person in Dampfsauna|abschalten dampfbad
🧖‍♂️ Mann in Dampfsauna
🧖‍♀️ Frau in Dampfsauna
🧗 Bergsteiger(in)|fels kletterer
🧗‍♂️ Bergsteiger
🧗‍♀️ Bergsteigerin
🤺 Fechter(in)|fechten schwert
🏇 Pferderennen|jockey auf
⛷️ Skifahrer(in)|schnee sport
🏂 Snowboarder(in)|snowboarden sport
🏌️ Golfer(in)|abschlagplatz golfspieler
🏌️‍♂️ Golfer
🏌️‍♀️ Golferin
🏄 Surfer(in)|person sport
🏄‍♂️ Surfer
🏄‍♀️ Surferin
🚣 Person im Ruderboot|angeln boot
🚣‍♂️ Mann im Ruderboot
🚣‍♀️ Frau im Ruderboot
🏊 Schwimmer(in)|kraulen person
🏊‍♂️ Schwimmer
🏊‍♀️ Schwimmerin
⛹️ Person mit Ball|basketball basketballer
⛹️‍♂️ Mann mit Ball
⛹️‍♀️ Frau mit Ball
🏋️ Gewichtheber(in)|hantel muskeln
🏋️‍♂️ Gewichtheber
🏋️‍♀️ Gewichtheberin
🚴 Radfahrer(in)|fahrrad person
🚴‍♂️ Radfahrer
🚴‍♀️ Radfahrerin
🚵 Mountainbiker(in)|fahrrad mountainbiking
🚵‍♂️ Mountainbiker
🚵‍♀️ Mountainbikerin
🤸 Rad schlagende Person|akrobatik bodenturnen
🤸‍♂️ Rad schlagender Mann
🤸‍♀️ Rad schlagende Frau
🤼 Ringer(in)|catchen catcher
🤼‍♂️ ringende Männer
🤼‍♀️ ringende Frauen
🤽 Wasserballspieler(in)|person schwimmsport
🤽‍♂️ Wasserballspieler
🤽‍♀️ Wasserballspielerin
🤾 Handballspieler(in)|handballer handballerin
🤾‍♂️ Handballspieler
🤾‍♀️ Handballspielerin
🤹 Jongleur(in)|artist artistin
🤹‍♂️ Jongleur
🤹‍♀️ Jongleurin
🧘 Person im Lotossitz|burmesischer sitz
🧘‍♂️ Mann im Lotossitz
🧘‍♀️ Frau im Lotossitz
🛀 badende Person|badewanne badezimmer
🛌 im Bett liegende Person|gute nacht
🧑‍🤝‍🧑 sich an den Händen haltende Personen|händchen menschen
👭 Händchen haltende Frauen|paar pärchen
👫 Mann und Frau halten Hände|händchen paar
👬 Händchen haltende Männer|paar pärchen
💏 sich küssendes Paar|frau herz
👩‍❤️‍💋‍👨 sich küssendes Paar: Frau, Mann|herz kuss
👨‍❤️‍💋‍👨 sich küssendes Paar: Mann, Mann|frau herz
👩‍❤️‍💋‍👩 sich küssendes Paar: Frau, Frau|herz kuss
💑 Liebespaar|frau herz
👩‍❤️‍👨 Liebespaar: Frau, Mann|herz paar
👨‍❤️‍👨 Liebespaar: Mann, Mann|frau herz
👩‍❤️‍👩 Liebespaar: Frau, Frau|herz mann
👨‍👩‍👦 Familie: Mann, Frau und Junge|kind mutter
👨‍👩‍👧 Familie: Mann, Frau und Mädchen|junge kind
👨‍👩‍👧‍👦 Familie: Mann, Frau, Mädchen und Junge|kind mutter
👨‍👩‍👦‍👦 Familie: Mann, Frau, Junge und Junge|kind mutter
👨‍👩‍👧‍👧 Familie: Mann, Frau, Mädchen und Mädchen|junge kind
👨‍👨‍👦 Familie: Mann, Mann und Junge|kind mutter
👨‍👨‍👧 Familie: Mann, Mann und Mädchen|junge kind
👨‍👨‍👧‍👦 Familie: Mann, Mann, Mädchen und Junge|kind mutter
👨‍👨‍👦‍👦 Familie: Mann, Mann, Junge und Junge|kind mutter
👨‍👨‍👧‍👧 Familie: Mann, Mann, Mädchen und Mädchen|junge kind
👩‍👩‍👦 Familie: Frau, Frau und Junge|kind mutter
👩‍👩‍👧 Familie: Frau, Frau und Mädchen|junge kind
👩‍👩‍👧‍👦 Familie: Frau, Frau, Mädchen und Junge|kind mutter
👩‍👩‍👦‍👦 Familie: Frau, Frau, Junge und Junge|kind mutter
👩‍👩‍👧‍👧 Familie: Frau, Frau, Mädchen und Mädchen|junge kind
👨‍👦 Familie: Mann, Junge|kind mutter
👨‍👦‍👦 Familie: Mann, Junge und Junge|kind mutter
👨‍👧 Familie: Mann, Mädchen|junge kind
👨‍👧‍👦 Familie: Mann, Mädchen und Junge|kind mutter
👨‍👧‍👧 Familie: Mann, Mädchen und Mädchen|junge kind
👩‍👦 Familie: Frau, Junge|kind mutter
👩‍👦‍👦 Familie: Frau, Junge und Junge|kind mutter
👩‍👧 Familie: Frau, Mädchen|junge kind
👩‍👧‍👦 Familie: Frau, Mädchen und Junge|kind mutter
👩‍👧‍👧 Familie: Frau, Mädchen und Mädchen|junge kind
🗣️ sprechender Kopf|gesicht silhouette
👤 Silhouette einer Büste|person
👥 Silhouette mehrerer Büsten|personen
🫂 sich umarmende Personen|abschied danke
👪 Familie|junge kind
👣 Fußabdrücke|abdruck auf
=
🐵 Affengesicht|banane dschungel
🐒 Affe|tier
🦍 Gorilla|affe gesicht
🦧 Orang-Utan|affe tier
🐶 Hundegesicht|gesicht tier
🐕 Hund|haustier tier
🦮 Blindenhund|barrierefreiheit behinderung
🐕‍🦺 Assistenzhund|barrierefreiheit behinderung
🐩 Pudel|hund tier
🐺 Wolf|gesicht tier
🦊 Fuchs|gesicht tier
🦝 Waschbär|klug neugierig
🐱 Katzengesicht|gesicht miau
🐈 Katze|haustier miau
🐈‍⬛ schwarze Katze|kater miau
🦁 Löwe|gesicht sternzeichen
🐯 Tigergesicht|gesicht raubkatze
🐅 Tiger|tier
🐆 Leopard|gepunktet punkte
🐴 Pferdegesicht|gesicht pferdekopf
🐎 Pferd|rennen rennpferd
🦄 Einhorn|gesicht
🦓 Zebra|streifen tier
🦌 Hirsch|gesicht tier
🦬 Bison|büffel herde
🐮 Kuhgesicht|gesicht tier
🐂 Ochse|kuh sternzeichen
🐃 Wasserbüffel|büffel tier
🐄 Kuh|bauernhof muh
🐷 Schweinegesicht|gesicht tier
🐖 Schwein|bauernhof sau
🐗 Wildschwein|eber schwein
🐽 Schweinerüssel|nase tier
🐏 Widder|schaf sternzeichen
🐑 Schaf|bock mäh
🐐 Ziege|steinbock sternzeichen
🐪 Dromedar|einhöckrig kamel
🐫 Kamel|tier wüste
🦙 Lama|alpaca alpaka
🦒 Giraffe|flecken tier
🐘 Elefant|tier
🦣 Mammut|aussterben groß
🦏 Nashorn|rhinozeros tier
🦛 Nilpferd|flusspferd hippo
🐭 Mäusegesicht|gesicht maus
🐁 Maus|nage tier
🐀 Ratte|nagetier tier
🐹 Hamster|gesicht tier
🐰 Hasengesicht|gesicht kaninchen
🐇 Hase|kaninchen karnickel
🐿️ Streifenhörnchen|tier
🦫 Biber|damm natur
🦔 Igel|stachelig stacheln
🦇 Fledermaus|tier vampir
🐻 Bär|bärengesicht gesicht
🐻‍❄️ Eisbär|arktis nordpol
🐨 Koala|tier
🐼 Panda|gesicht tier
🦥 Faultier|langsam tier
🦦 Otter|fischen tier
🦨 Stinktier|skunk stinken
🦘 Känguru|australien beuteltier
🦡 Dachs|frechdachs honigdachs
🐾 Tatzenabdrücke|abdruck tier
🦃 Truthahn|geflügel pute
🐔 Huhn|geflügel henne
🐓 Hahn|tier
🐣 schlüpfendes Küken|ei in
🐤 Küken|tier
🐥 Küken von vorne|geflügel in
🐦 Vogel|papagei taube
🐧 Pinguin|tier vogel
🕊️ Taube|fliegen friede
🦅 Adler|tier vogel
🦆 Ente|tier vogel
🦢 Schwan|hässliches entlein
🦉 Eule|raubvogel tier
🦤 Dodo|aussterben dronte
🪶 Feder|fliegen gefieder
🦩 Flamingo|bunt farbenfroh
🦚 Pfau|bunt stolz
🦜 Papagei|ausplaudern pirat
🐸 Frosch|gesicht grün
🐊 Krokodil|reptil schnappi
🐢 Schildkröte|tier
🦎 Eidechse|reptil
🐍 Schlange|sternzeichen tier
🐲 Drachengesicht|gesicht märchen
🐉 Drache|chinesisch neujahr
🦕 Sauropode|brachiosaurus brontosaurus
🦖 T-Rex|dino dinosaurier
🐳 blasender Wal|meer ozean
🐋 Wal|ozean tier
🐬 Delfin|meer ozean
🦭 Seehund|meer ozean
🐟 Fisch|aquarium meehr
🐠 Tropenfisch|fisch tier
🐡 Kugelfisch|fisch kugelrund
🦈 Hai|fisch haifisch
🐙 Oktopus|krake meer
🐚 Schneckenhaus|muschel strand
🪸 Koralle|great barrier
🦀 Krebs|krabbe meer
🦞 Hummer|lobster meeresfrucht
🦐 Garnele|gourmet krustentier
🦑 Tintenfisch|kalmar tier
🦪 Auster|meer muschel
🐌 Schnecke|langsam tier
🦋 Schmetterling|insekt schön
🐛 Raupe|gefräßig insekt
🐜 Ameise|insekt tier
🐝 Biene|honig honigbiene
🪲 Käfer|insekt krabbeltier
🐞 Marienkäfer|glückskäfer insekt
🦗 Grille|grashüpfer heuschrecke
🪳 Kakerlake|insekt krabbeln
🕷️ Spinne|insekt tier
🕸️ Spinnennetz|netz
🦂 Skorpion|horoskop sternzeichen
🦟 Mücke|biss fieber
🪰 Fliege|insekt krankheit
🪱 Wurm|insekt natur
🦠 Mikrobe|amöbe amöben
💐 Blumenstrauß|bouquet
🌸 Kirschblüte|blume blüte
💮 Blumenstempel
🪷 Lotusblüte|blume buddhismus
🏵️ Rosette|pflanze
🌹 Rose|blume blüte
🥀 welke Blume|am sterben
🌺 Hibiskus|blume blüte
🌻 Sonnenblume|blume blüte
🌼 gelbe Blüte|blume pflanze
🌷 Tulpe|blume blüte
🌱 Spross|junge pflanze
🪴 Topfpflanze|dekor grünpflanze
🌲 Nadelbaum|baum pflanze
🌳 Laubbaum|baum blätter
🌴 Palme|baum kokusnuss
🌵 Kaktus|dürre natur
🌾 Reisähre|pflanze reispflanze
🌿 Kräuter|blätter pflanze
☘️ Kleeblatt|grün pflanze
🍀 Glücksklee|blatt klee
🍁 Ahornblatt|blatt herbst
🍂 Laub|blatt blätter
🍃 Blätter im Wind|blatt laub
🪹 leeres Nest|heim nisten
🪺 Nest mit Eiern|heim blauen
🍄 Fliegenpilz|giftig pilz
=
🍇 Trauben|frucht obst
🍈 Honigmelone|cantaloupe frucht
🍉 Wassermelone|frucht melone
🍊 Mandarine|apfelsine frucht
🍋 Zitrone|frucht obst
🍌 Banane|frucht obst
🍍 Ananas|frucht obst
🥭 Mango|essen frucht
🍎 roter Apfel|frucht obst
🍏 grüner Apfel|frucht gesund
🍐 Birne|frucht obst
🍑 Pfirsich|frucht obst
🍒 Kirschen|frucht obst
🍓 Erdbeere|beere essen
🫐 Blaubeeren|beere essen
🥝 Kiwi|frucht obst
🍅 Tomate|essen gemüse
🫒 Olive|essen grün
🥥 Kokosnuss|colada essen
🥑 Avocado|essen frucht
🍆 Aubergine|gemüse
🥔 Kartoffel|essen gemüse
🥕 Karotte|gemüse mohrrübe
🌽 Maiskolben|gemüse
🌶️ Peperoni|chili paprika
🫑 Paprika|essen gemüse
🥒 Gurke|essen gemüse
🥬 Blattgemüse|blattgrün essen
🥦 Brokkoli|broccoli essen
🧄 Knoblauch|essen geschmack
🧅 Zwiebel|essen geschmack
🥜 Erdnuss|essen
🫘 Bohnen|essen gemüse
🌰 Kastanie|marone
🍞 Brot|essen kohlenhydrate
🥐 Croissant|corissant französisch
🥖 Baguette|brot französisch
🫓 Fladenbrot|arepa brot
🥨 Brezel|brezen brezn
🥯 Bagel|backwaren brötchen
🥞 Pfannkuchen|crepe eierpfannkuchen
🧇 Waffel|essen lebensmittel
🧀 Käsestück
🍖 Fleischhachse|knochen restaurant
🍗 Hähnchenschenkel|fleisch geflügel
🥩 Fleischstück|essen kotelett
🥓 Bacon|essen frühstücksspeck
🍔 Hamburger|burger fast
🍟 Pommes frites|fritten
🍕 Pizza|pizzeria
🌭 Hotdog|essen frankfurter
🥪 Sandwich|brot essen
🌮 Taco|essen mexikanisch
🌯 Burrito|essen mexikanisch
🫔 Tamale|burrito eingewickelt
🥙 Döner|kebab falafel
🧆 Falafel|bällchen essen
🥚 Ei|frühstück frühstücksei
🍳 Spiegelei in Bratpfanne|braten kochen
🥘 Pfannengericht|essen paella
🍲 Topf mit Essen|eintopf gericht
🫕 Fondue|essen geschmolzen
🥣 Schüssel mit Löffel|brei cerealien
🥗 Salat|blattgemüse essen
🍿 Popcorn|kino snack
🧈 Butter|essen lebensmittel
🧂 Salz|gesalzen geschmack
🥫 Konserve|büchse dose
🍱 Bento-Box|japanisches essen
🍘 Reiscracker|cracker
🍙 Reisbällchen|essen japanisch
🍚 Reis in Schüssel|essen
🍛 Reis mit Curry
🍜 Schüssel und Essstäbchen|chinesisches essen
🍝 Spaghetti|essse nudeln
🍠 geröstete Süßkartoffel|essen gemüse
🍢 Oden|japanisches gericht
🍣 Sushi|japanisches gericht
🍤 frittierte Garnele|restaurant tempura
🍥 Fischfrikadelle|restaurant spirale
🥮 Mondkuchen|essen fest
🍡 Dango|japanisches gericht
🥟 Teigtasche|chinesische dumpling
🥠 Glückskeks|essen prophezeiung
🥡 Takeaway-Schachtel|chinesisches essen
🍦 Softeis|eis
🍧 Wassereis|eis sorbet
🍨 Eiscreme|eisbecher eisdiele
🍩 Donut|doughnut essen
🍪 Keks|cookie plätchen
🎂 Geburtstagskuchen|essen feier
🍰 Torte|kuchen kuchenstück
🧁 Cupcake|bäckerei dessert
🥧 Kuchen|essen füllung
🍫 Schokoladentafel|essen süßigkeit
🍬 Bonbon|süß süßigkeit
🍭 Lutscher|lolli süßigkeit
🍮 Pudding|dessert flan
🍯 Honigtopf|süß
🍼 Babyflasche|flasche fläschchen
🥛 Glas Milch|getränk trinken
☕ Heißgetränk|cafe dampfend
🫖 Teekanne|getränk kanne
🍵 Teetasse ohne Henkel|getränk grüner
🍶 Sake-Flasche mit Tasse|getränk und
🍾 Flasche mit knallendem Korken|champagner getränk
🍷 Weinglas|alkohol bar
🍸 Cocktailglas|bar drink
🍹 Cocktail|bar exotisches
🍺 Bierkrug|bar krug
🍻 Bierkrüge|anstoßen oktoberfest
🥂 Sektgläser|anstoßen feier
🥃 Trinkglas|bar schnaps
🫗 Flüssigkeit ausgießen|ausleeren getränk
🥤 Becher mit Strohhalm|brause erfrischung
🧋 Bubble Tea|blase essen
🧃 Trinkpäckchen|fruchtsaft getränk
🧉 Mate-Tee|getränk
🧊 Eiswürfel|eisberg gefroren
🥢 Essstäbchen|chinesisches essen
🍽️ Teller mit Messer und Gabel|geschirr kochen
🍴 Messer und Gabel|abendessen besteck
🥄 Löffel|besteck
🔪 Küchenmesser|messer schneiden
🫙 Einmachglas|einweckglas essen
🏺 Amphore|gefäß kochen
=
🌍 Globus mit Europa und Afrika|erde weltkugel
🌎 Globus mit Amerika|erde nordamerika
🌏 Globus mit Asien und Australien|erde weltkugel
🌐 Globus mit Meridianen|breitengrad längengrad
🗺️ Weltkarte|karte landkarte
🗾 Umriss von Japan|karte
🧭 Kompass|himmelsrichtung magnetisch
🏔️ schneebedeckter Berg|gebirge kalt
⛰️ Berg|gebirge
🌋 Vulkan|ausbruch berg
🗻 Fuji|berg vulkan
🏕️ Camping|campen zelt
🏖️ Strand mit Sonnenschirm|meer
🏜️ Wüste|heiß
🏝️ einsame Insel|meer palme
🏞️ Nationalpark|berg fluss
🏟️ Stadion|arena
🏛️ antikes Gebäude|klassizistisch
🏗️ Kran|bau bauen
🧱 Ziegelstein|bauen grenze
🪨 Felsen|felsig hart
🪵 Holz|baumstamm feuerholz
🛖 Hütte|behausung gebäude
🏘️ Wohnhäuser|dorf gebäude
🏚️ verfallenes Haus|gebäude heruntergekommen
🏠 Haus|gebäude zuhause
🏡 Haus mit Garten|baum
🏢 Bürogebäude|hochhaus
🏣 japanisches Postgebäude
🏤 Postgebäude|europa europäisches
🏥 Krankenhaus|ambulanz arzt
🏦 Bank|gebäude geld
🏨 Hotel|gebäude unterkunft
🏩 Stundenhotel|gebäude hotel
🏪 Minimarkt|einkaufen gebäude
🏫 Schule|gebäude schulgebäude
🏬 Kaufhaus|einkaufen gebäude
🏭 Fabrik|gebäude
🏯 japanisches Schloss|bauwerk gebäude
🏰 Schloss|bauwerk burg
💒 Hochzeit|herz kirche
🗼 Tokyo Tower|fernsehturm tokio
🗽 Freiheitsstatue|amerika
⛪ Kirche|christ christentum
🕌 Moschee|islam moslem
🛕 Hindutempel|gebäude tempel
🕍 Synagoge|jude jüdisch
⛩️ Shinto-Schrein|religion
🕋 Kaaba|hajj islam
⛲ Springbrunnen|brunnen garten
⛺ Zelt|camping campingurlaub
🌁 neblig|nebel wetter
🌃 Sternenhimmel|city hochhäuser
🏙️ Skyline|gebäude großstadt
🌄 Sonnenaufgang über Bergen
🌅 Sonnenaufgang über dem Meer
🌆 Abendstimmung in der Stadt|hochhäuser new
🌇 Sonnenuntergang in der Stadt|großstadt hochhäuser
🌉 Brücke vor Nachthimmel|golden gate
♨️ heiße Quellen|dampf dampfend
🎠 Karussellpferd|pferd reiten
🛝 Spielplatzrutsche|rutschbahn rutsche
🎡 Riesenrad|freizeitpark rad
🎢 Achterbahn|freizeitpark volksfest
💈 Barbershop-Säule|friseur herrenfriseur
🎪 Zirkuszelt|unterhaltung zelt
🚂 Dampflokomotive|bahn fahrzeug
🚃 Eisenbahnwagen|fahrzeug straßenbahn
🚄 Hochgeschwindigkeitszug mit spitzer Nase|ice shinkansen
🚅 Hochgeschwindigkeitszug|bahn japan
🚆 Zug|bahn eisenbahn
🚇 U-Bahn|metro u-bahn
🚈 S-Bahn|ice monorail
🚉 Bahnhof|zug
🚊 Straßenbahn|tram verkehrsmittel
🚝 Einschienenbahn|bahn magnetschwebebahn
🚞 Bergbahn|bahn bimmelbahn
🚋 Straßenbahnwagen|tram tramwagen
🚌 Bus|fahrzeug schulbus
🚍 Bus von vorne|verkehrsmittel vorderansicht
🚎 Oberleitungsbus|straßenbahn trolleybus
🚐 Kleinbus|bus fahrzeug
🚑 Krankenwagen|ambulanz notfall
🚒 Feuerwehrauto|brand löschfahrzeug
🚓 Polizeiwagen|streifenwagen
🚔 Polizeiwagen von vorne|streifenwagen vorderansicht
🚕 Taxi|auto fahrzeug
🚖 Taxi von vorne|auto fahren
🚗 Auto|fahren fahrzeug
🚘 Auto von vorne|fahrzeug rot
🚙 Wohnmobil|auto blau
🛻 Pick-up|auto fahren
🚚 Lieferwagen|lastwagen lkw
🚛 Sattelzug|lastwagen lkw
🚜 Traktor|bauernhof landwirtschaft
🏎️ Rennauto|autorennen
🏍️ Motorrad|moped motorrennen
🛵 Motorroller|motoroller roller
🦽 manueller Rollstuhl|barrierefreiheit behinderung
🦼 elektrischer Rollstuhl|barrierefreiheit behinderung
🛺 Autorikscha|fahrzeug tuk-tuk
🚲 Fahrrad|bmx rad
🛴 Tretroller|roller
🛹 Skateboard|board brett
🛼 Rollschuh|rollen rollerskate
🚏 Bushaltestelle|haltestelle
🛣️ Autobahn|schnellstraße
🛤️ Bahngleis|gleise schienen
🛢️ Ölfass|fass
⛽ Tanksäule|benzin tanke
🛞 Autorad|autoreifen drehen
🚨 Polizeilicht|sirene
🚥 horizontale Verkehrsampel|ampel vertikal
🚦 vertikale Verkehrsampel|ampel horizontal
🛑 Stoppschild|achteckig schild
🚧 Baustellenabsperrung|baustellenschild schild
⚓ Anker|hafen meer
🛟 Rettungsring|leben retten
⛵ Segelboot|boot
🛶 Kanu|boot wassersport
🚤 Schnellboot|boot luxus
🛳️ Passagierschiff|aida rundreise
⛴️ Fähre|schiff
🛥️ Motorboot|boot schiff
🚢 Schiff|dampfer kreuzfahrtschiff
✈️ Flugzeug|flieger
🛩️ kleines Flugzeug|privatjet
🛫 Abflug|fliegen flughafen
🛬 Landung eines Flugzeugs|ankunft flieger
🪂 Fallschirm|paragliding skydiving
💺 Sitzplatz|bus flugzeug
🚁 Hubschrauber|fliegen helikopter
🚟 Schwebebahn|hängebahn
🚠 Bergschwebebahn|schwebebahn
🚡 Bergseilbahn|gondel seilbahn
🛰️ Satellit|sputnik weltraum
🚀 Rakete|all weltraum
🛸 fliegende Untertasse|alien außerirdisch
🛎️ Rezeptionsklingel|klingel
🧳 Gepäck|ballast hartschalenkoffer
⌛ Sanduhr|prozess vorgang
⏳ laufende Sanduhr|prozess vorgang
⌚ Armbanduhr|uhr zeit
⏰ Wecker|uhr uhrzeit
⏱️ Stoppuhr|uhr zeit
⏲️ Zeitschaltuhr|timer uhr
🕰️ Kaminuhr|tick tack
🕛 Ziffernblatt 12:00 Uhr|12:00 mittag
🕧 12:30 Uhr|00:30 12:30
🕐 1:00 Uhr|01:00 13:00
🕜 1:30 Uhr|1:30 halb
🕑 2:00 Uhr|2:00 zeit
🕝 2:30 Uhr|2:30 halb
🕒 3:00 Uhr|3:00 zeit
🕞 3:30 Uhr|3:30 halb
🕓 4:00 Uhr|4:00 zeit
🕟 4:30 Uhr|04:30 16:30
🕔 5:00 Uhr|05:00 17:00
🕠 5:30 Uhr|05:30 17:30
🕕 6:00 Uhr|6:00 zeit
🕡 6:30 Uhr|6:30 halb
🕖 7:00 Uhr|7:00 ziffernblatt
🕢 7:30 Uhr|7:30 halb
🕗 8:00 Uhr|8:00 um
🕣 8:30 Uhr|8:30 halb
🕘 9:00 Uhr|9:00 zeit
🕤 9:30 Uhr|9:30 halb
🕙 10:00 Uhr|10:00 zeit
🕥 10:30 Uhr|10:30 halb
🕚 11:00 Uhr|11:00 zeit
🕦 11:30 Uhr|11:30 halb
🌑 Neumond|mond
🌒 erstes Mondviertel|zunehmend
🌓 zunehmender Halbmond|mond
🌔 zweites Mondviertel|zunehmend
🌕 Vollmond|mond
🌖 drittes Mondviertel|abnehmend
🌗 abnehmender Halbmond
🌘 letztes Mondviertel|abnehmend nacht
🌙 Mondsichel|nacht
🌚 Neumond mit Gesicht|mond mondgesicht
🌛 Mondsichel mit Gesicht links|weltall
🌜 Mondsichel mit Gesicht rechts|nacht
🌡️ Thermometer|temperatur wetter
☀️ Sonne|sonnig strahlen
🌝 Vollmond mit Gesicht
🌞 Sonne mit Gesicht
🪐 Ringplanet|gasplanet himmelskörper
⭐ weißer mittelgroßer Stern|astronomie gelber
🌟 funkelnder Stern|glitzern
🌠 Sternschnuppe|himmel
🌌 Milchstraße|galaxie universum
☁️ Wolke|wetter wolkig
⛅ Sonne hinter Wolke|wolkig
⛈️ Wolke mit Blitz und Regen|gewitter wetter
🌤️ Sonne hinter kleiner Wolke|bewölkt wetter
🌥️ Sonne hinter großer Wolke|bewölkt wetter
🌦️ Sonne hinter Regenwolke|wetter
🌧️ Wolke mit Regen|wetter
🌨️ Wolke mit Schnee|kalt wetter
🌩️ Wolke mit Blitz|gewitter wetter
🌪️ Wirbelsturm|tornado wetter
🌫️ Nebel|neblig wetter
🌬️ Wind|wetter
🌀 Wirbel|spirale
🌈 Regenbogen|wetter
🌂 geschlossener Regenschirm
☂️ Regenschirm|bekleidung wetter
☔ Regenschirm im Regen
⛱️ aufgestellter Sonnenschirm|strand
⚡ Hochspannung|blitz elektrizität
❄️ Schneeflocke|flocke kalt
☃️ Schneemann im Schnee
⛄ Schneemann ohne Schneeflocken|kalt winter
☄️ Komet|weltall
🔥 Feuer|brennen flamme
💧 Tropfen|schweiß träne
🌊 Welle|meer
=
🎃 Halloweenkürbis|herbst kürbis
🎄 Weihnachtsbaum|baum tanne
🎆 Feuerwerk|silvester
🎇 Wunderkerze|feiern feuerwerk
🧨 Feuerwerkskörper|dynamit explosion
✨ funkelnde Sterne|*
🎈 Luftballon|ballon feier
🎉 Konfettibombe|böller feier
🎊 Konfettiball|feier party
🎋 Tanabata-Baum|fest japan
🎍 Piniendekoration|japan neujahrsfest
🎎 japanische Puppen
🎏 traditionelle japanische Windsäcke|feier karpfen
🎐 japanisches Windspiel|bimmel feier
🎑 traditionelles Mondfest|japan
🧧 roter Umschlag|geld geschenk
🎀 pinke Schleife|feier geschenk
🎁 Geschenk|feier geburtstag
🎗️ Gedenkschleife|schleife
🎟️ Eintrittskarten|billet ticket
🎫 Ticket|konzert unterhaltung
🎖️ Militärorden|orden
🏆 Pokal|bundesliga champion
🏅 Sportmedaille|gewinn goldmedaille
🥇 Goldmedaille|erster gewinn
🥈 Silbermedaille|medaille 2.
🥉 Bronzemedaille|dritter medaille
⚽ Fußball|ball bundesliga
⚾ Baseball|ball
🥎 Softball|ball baseball
🏀 Basketball|ball korb
🏐 Volleyball|ball sport
🏈 Football|american amerika
🏉 Rugbyball|ball sport
🎾 Tennisball|ball sport
🥏 Frisbee|disc disk
🎳 Bowling|kugel spiel
🏏 Kricket|ball cricket
🏑 Feldhockey|hockey schläger
🏒 Eishockey|und puck
🥍 Lacrosse|ball schläger
🏓 Tischtennis|ball ping
🏸 Badminton|federball schläger
🥊 Boxhandschuh|boxen handschuh
🥋 Kampfsportanzug|judo kampfkunst
🥅 Tor|fußball netz
⛳ Golffahne|golfplatz
⛸️ Schlittschuh|eislauf
🎣 Angel mit Fisch|entspannung
🤿 Tauchmaske|schnorcheln schwimmen
🎽 Laufshirt|laufen mit
🎿 Ski|und stöcke
🛷 Schlitten|rodel rodeln
🥌 Curlingstein|spiel sport
🎯 Darts|pfeil spiel
🪀 Jo-Jo|jo-jo spielzeug
🪁 Drachen|fliegen hochfliegen
🔫 Wasserpistole|pistole revolver
🎱 Billardkugel|8-ball kugel
🔮 Kristallkugel|wahrsager zukunft
🪄 Zauberstab|abrakadabra hexe
🎮 Gamepad|gaming unterhaltung
🕹️ Joystick|gaming videospiel
🎰 Spielautomat|glücksspiel
🎲 Spielwürfel|casino unterhaltung
🧩 Puzzleteil|bestandteile hinweise
🧸 Teddybär|bär kuscheltier
🪅 Piñata|feier hau
🪩 Discokugel|lichtreflexe party
🪆 Matroschka|babuschka matrioschka
♠️ Pik|karten kartenspiel
♥️ Herz|kartenspiel
♦️ Karo|kartenspiel
♣️ Kreuz|kartenspiel
♟️ Bauer Schach
🃏 Jokerkarte|spielkarte
🀄 Mahjong-Stein|roter drache
🎴 japanische Blumenkarte|hanafuda karte
🎭 Masken|kunst theater
🖼️ gerahmtes Bild|gemälde kunst
🎨 Mischpalette|farben kunst
🧵 Faden|nadel nähen
🪡 Nähnadel|einfädeln faden
🧶 Wollknäuel|ball garn
🪢 Knoten|achterknoten binden
=
👓 Brille|accessoire
🕶️ Sonnenbrille|augen brille
🥽 Schutzbrille|augenschutz brille
🥼 Laborkittel|arzt arztkittel
🦺 Sicherheitsweste|kleidung notfall
👔 Hemd mit Krawatte|kleidung kragen
👕 T-Shirt|kleidung t-shirt
👖 Jeans|hose kleidung
🧣 Schal|hals kalt
🧤 Handschuhe
🧥 Mantel|brr jacke
🧦 Socken|strumpf strümpfe
👗 Kleid
👘 Kimono|japanisch kleid
🥻 Sari|kleid kleidung
🩱 einteiliger Badeanzug|kleidung
🩲 Slip|badeanzug einteiler
🩳 Shorts|badebekleidung badehose
👙 Bikini|badeanzug kleidung
👚 Bluse|damenmode kleidung
👛 Geldbörse|accessoire brieftasche
👜 Handtasche|accessoire einkaufen
👝 Clutch|accessoire beutel
🛍️ Einkaufstüten|einkaufen shoppen
🎒 Schulranzen|ranzen rucksack
🩴 Zehensandale|badelatschen flipflops
👞 Herrenschuh|gehen schuh
👟 Sportschuh|laufen rennen
🥾 Wanderstiefel|brauner schuh
🥿 flacher Schuh|ballerina ballet-pumps
👠 Stöckelschuh|absatz absatzschuh
👡 Damensandale|sandale schuh
🩰 Ballettschuhe|kleidung schuhe
👢 Damenstiefel|schuh stiefel
👑 Krone|kopfbedeckung könig
👒 Damenhut|mit schleife
🎩 Zylinder|hut kopfbedeckung
🎓 Doktorhut|abschlussfeier diplom
🧢 Baseballmütze|baseball-kappe baseball-mütze
🪖 Militärhelm|armee heer
⛑️ Rettungshelm|bergen erste
📿 Gebetskette|beten kette
💄 Lippenstift|kosmetik make-up
💍 Ring|diamantring edelstein
💎 Edelstein|diamant
🔇 durchgestrichener Lautsprecher|leise psst
🔈 Lautsprecher mit geringer Lautstärke|eingeschaltet ton
🔉 Lautsprecher mit mittlerer Lautstärke|einer schallwelle
🔊 Lautsprecher mit hoher Lautstärke|dezibel drei
📢 Lautsprecher|megafon schallendes
📣 Megafon|jubel lautsprecher
📯 Posthorn|brief e-mail
🔔 Glocke|ding dong
🔕 durchgestrichene Glocke|kein ton
🎼 Notenschlüssel|musik partitur
🎵 Musiknote|lied melodie
🎶 Musiknoten|noten
🎙️ Studiomikrofon|mikrofon
🎚️ Schieberegler|musik
🎛️ Drehregler|bedienknöpfe knöpfe
🎤 Mikrofon|karaoke singen
🎧 Kopfhörer|musik unterhaltung
📻 Radio|musik
🎷 Saxofon|instrument musik
🎺 Trompete|instrument musik
🪗 Akkordeon|concertina harmonika
🎸 Gitarre|instrument musik
🎹 Klaviatur|instrument klavier
🎻 Geige|instrument musik
🪕 Banjo|instrument musik
🥁 Trommel|drumsticks instrument
🪘 afrikanische Trommel|conga handtrommel
📱 Mobiltelefon|handy iphone
📲 Mobiltelefon mit Pfeil|anruf anrufen
☎️ Telefon|anruf anrufen
📞 Telefonhörer|anrufen hörer
📟 Pager|kommunikation piepser
📠 Faxgerät|kommunikation
🔋 Batterie|akku
🪫 schwache Batterie|akku fast
🔌 Netzstecker|stecker stromstecker
💻 Laptop|bildschirm computer
🖥️ Desktopcomputer|bildschirm computer
🖨️ Drucker|computer
⌨️ Tastatur|computer keyboard
🖱️ Computermaus|maus
🖲️ Trackball|computer
💽 Minidisc|md minidisk
💾 Diskette|datenträger
💿 CD|blu-ray dvd
📀 DVD|blu-ray cd
🧮 Abakus|abaki berechnung
🎥 Filmkamera|kino unterhaltung
🎞️ Filmstreifen|filmband kino
📽️ Filmprojektor|kino unterhaltung
🎬 Filmklappe|klappe unterhaltung
📺 Fernseher|fernsehen film
📷 Fotoapparat|fotos kamera
📸 Fotoapparat mit Blitz
📹 Videokamera|filmen videos
📼 Videokassette|vhs
🔍 Lupe nach links|suche vergrößerungsglas
🔎 Lupe nach rechts|suche vergrößerungsglas
🕯️ Kerze|licht
💡 Glühbirne|hell idee
🔦 Taschenlampe|lampe licht
🏮 rote Papierlaterne|izakaya japanische
🪔 Öllampe|diya lampe
📔 Notizbuch mit dekorativem Einband
📕 geschlossenes Buch
📖 offenes Buch|bibliothek blättern
📗 grünes Buch|lesen
📘 blaues Buch
📙 orangefarbenes Buch
📚 Bücherstapel|fantasie lesen
📓 Notizbuch|notizen
📒 Spiralblock|notizblock
📃 teilweise eingerolltes Blatt|dokument papier
📜 Schriftrolle|papier
📄 Vorderseite eines Blattes|dokument papier
📰 Zeitung|medien nachrichten
🗞️ zusammengerollte Zeitung
📑 Pagemarker|notizen
🔖 Lesezeichen|etikett lesen
🏷️ Etikett|label marke
🪙 Münze|bezahlen dollar
💰 Geldsack|moneten reich
💴 Yen-Banknote|geld geldschein
💵 Dollar-Banknote|geld geldschein
💶 Euro-Banknote|geld geldschein
💷 Pfund-Banknote|geld geldschein
💸 Geldschein mit Flügeln|bank euro
💳 Kreditkarte|bankkarte ec-karte
🧾 Beleg|abrechnung aufstellung
💹 steigende Kurve mit Yen-Zeichen|diagramm markt
✉️ Briefumschlag|e-mail
📧 E-Mail|brief e-mail
📨 eingehender Briefumschlag|e-mail empfangen
📩 Umschlag mit Pfeil|e-mail gesendet
📤 Postausgang|ablage e-mail
📥 Posteingang|ablage e-mail
📦 Paket|päckchen
📫 geschlossener Briefkasten mit Post|e-mail
📪 geschlossener Briefkasten ohne Post|keine e-mail
📬 offener Briefkasten mit Post|e-mail
📭 offener Briefkasten ohne Post|keine e-mail
📮 Briefkasten|post
🗳️ Urne mit Wahlzettel|wahlen
✏️ Bleistift|stift
✒️ schwarzer Federhalter|füller stift
🖋️ Füllhalter|füller füllfedehalter
🖊️ Kugelschreiber|stift
🖌️ Pinsel|kunst malen
🖍️ Wachsmalstift|buntstift filzstift
📝 Papier und Bleistift|kurzmitteilung nachricht
💼 Aktentasche|tasche
📁 Ordner|akten büro
📂 geöffneter Ordner|dokument offen
🗂️ Karteireiter|akten büro
📅 Kalender|datum
📆 Abreißkalender|datum kalender
🗒️ Notizblock|block papier
🗓️ Spiralkalender|kalender
📇 Rotationskartei|visitenkarten
📈 Aufwärtstrend|diagramm kurve
📉 Abwärtstrend|diagramm fallend
📊 Balkendiagramm|diagramm
📋 Klemmbrett|clipboard clpboard
📌 Reißzwecke|anpinnen
📍 Stecknadel|anpinnen reißzwecke
📎 Büroklammer
🖇️ verhakte Büroklammern
📏 Lineal
📐 dreieckiges Lineal|geodreieck
✂️ Schere|schneiden schnipp
🗃️ Karteikasten|büroausstattung büromaterial
🗄️ Aktenschrank|ablage archiv
🗑️ Papierkorb|abfalleimer
🔒 geschlossenes Schloss|datenschutz sicherheit
🔓 offenes Schloss|nicht gesichert
🔏 Schloss mit Füller|datenschutz privat
🔐 Schloss mit Schlüssel|datenschutz privat
🔑 Schlüssel|passwort schließen
🗝️ alter Schlüssel|schloss
🔨 Hammer|werkzeug
🪓 Axt|beil hacken
⛏️ Pickel|werkzeug
⚒️ Hammer und Pickel|arbeiter werkzeug
🛠️ Hammer und Schraubenschlüssel|werkzeug
🗡️ Dolch|schwert waffe
⚔️ gekreuzte Schwerter|waffe
💣 Bombe|comic dynamit
🪃 Bumerang|aborigines australien
🏹 Pfeil und Bogen
🛡️ Schutzschild|schild
🪚 Handsäge|holz säge
🔧 Schraubenschlüssel|werkzeug
🪛 Schraubenzieher|schraubendreher werkzeug
🔩 Mutter und Schraube
⚙️ Zahnrad|werkzeug
🗜️ Schraubzwinge|werkzeug
⚖️ Waage|gerechtigkeit gewicht
🦯 Blindenstock|barrierefreiheit behinderung
🔗 Linksymbol|kettenglieder verknüpfen
⛓️ Ketten|eisen
🪝 Haken|angelhaken aufhaken
🧰 Werkzeugkasten|box handkasten
🧲 Magnet|anziehung anziehungskraft
🪜 Leiter|hochsteigen holzleiter
⚗️ Destillierapparat|werkzeug
🧪 Reagenzglas|chemie chemikalie
🧫 Petrischale|bakterien bakterienkultur
🧬 DNA|biologe biologie
🔬 Mikroskop|labor untersuchen
🔭 Teleskop|himmel
📡 Satellitenschüssel|antenne sat-schüssel
💉 Spritze|arzt impfen
🩸 Blutstropfen|blutspende flüssigkeit
💊 Kapsel|arznei arzt
🩹 Heftpflaster|pflaster verletzt
🩼 Krücke|behinderung beinverletzung
🩺 Stethoskop|abhören arzt
🩻 Röntgenbild|durchleuchten knochen
🚪 Tür|eingang geschlossen
🛗 Fahrstuhl|aufzug haus
🪞 Spiegel|holzspiegel reflexion
🪟 Fenster|aussicht durchsichtig
🛏️ Bett|hotel schlafen
🛋️ Sofa und Lampe|couch
🪑 Stuhl|holzstuhl möbel
🚽 Toilette|klo wc
🪠 Saugglocke|abfluss gummiglocke
🚿 Dusche|duschkopf
🛁 Badewanne|badezimmer dusche
🪤 Mausefalle|anlocken falle
🪒 Rasierer|klinge rasieren
🧴 Creme|feuchtigkeitscreme feuchtigkeitsmilch
🧷 Sicherheitsnadel|punk windel
🧹 Besen|fegen hexe
🧺 Korb|bauernhof landwirtschaft
🧻 Küchenrolle|hygiene klopapier
🪣 Eimer|behälter bottich
🧼 Seife|baden putzen
🫧 Blasen|perlen reinigen
🪥 Zahnbürste|badezimmer bürste
🧽 Schwamm|absorbieren aufsaugen
🧯 Feuerlöscher|löschen
🛒 Einkaufswagen|einkaufen
🚬 Zigarette|kippe rauchen
⚰️ Sarg|beerdigung tod
🪦 Grabstein|friedhof rip
⚱️ Urne|beerdigung tod
🧿 Nazar-Amulett|blau böser
🪬 Hamsa|amulett auge
🗿 Statue|gesicht maske
🪧 Protestschild|ankündigung bekanntmachung
🪪 Ausweis|dokument führerschein
=
🏧 Symbol „Geldautomat“|atm „geldautomat“
🚮 Symbol „Papierkorb“|abfall müll
🚰 Trinkwasser|wasser wasserhahn
♿ Symbol „Rollstuhl“|barrierefrei behindertengerecht
🚹 Herren|wc
🚺 Damen|wc
🚻 Toiletten|wc
🚼 Symbol „Baby“|„baby“ wickelraum
🚾 WC|toilette
🛂 Passkontrolle
🛃 Zollkontrolle
🛄 Gepäckausgabe
🛅 Gepäckaufbewahrung|schließfach
⚠️ Warnung|achtung dreieck
🚸 Kinder überqueren die Straße|vorsicht
⛔ Zutritt verboten|einbahnstrasse kein
🚫 Verboten|kein zutritt
🚳 Fahrräder verboten|fahhrad fahrrad-verboten-schild
🚭 Rauchverbot|rauchen verboten
🚯 Abfall verboten|müll müll-verboten-zeichen
🚱 Kein Trinkwasser|verboten verschmutzt
🚷 Fußgänger verboten
📵 Mobiltelefone verboten|handy
🔞 Minderjährige verboten|erwachsene mindestalter
☢️ Radioaktiv
☣️ Biogefährdung|zeichen
⬆️ Pfeil nach oben|aufwärts aufwärtspfeil
↗️ Pfeil nach rechts oben|nordosten
➡️ Pfeil nach rechts|osten
↘️ Pfeil nach rechts unten|südosten
⬇️ Pfeil nach unten|abwärts abwärtspfeil
↙️ Pfeil nach links unten
⬅️ Pfeil nach links|westen
↖️ Pfeil nach links oben|nordwesten
↕️ Pfeil nach oben und unten|entgegengesetzt
↔️ Pfeil nach links und rechts|entgegengesetzt
↩️ geschwungener Pfeil nach links
↪️ geschwungener Pfeil nach rechts|umdrehen
⤴️ geschwungener Pfeil nach oben
⤵️ geschwungener Pfeil nach unten
🔃 kreisförmige Pfeile im Uhrzeigersinn
🔄 Pfeile gegen den Uhrzeigersinn|kreisförmige
🔙 BACK-Pfeil|links zurück
🔚 END-Pfeil|end-pfeil ende-zeichen
🔛 ON!-Pfeil|anschalten ein-zeichen
🔜 SOON-Pfeil|bald-zeichen rechts
🔝 TOP-Pfeil|nach oben
🛐 religiöse Stätte|kultstätte religion
⚛️ Atomzeichen|atheist
🕉️ om|hinduismus religion
✡️ Davidstern|jüdisch religion
☸️ Dharma-Rad|buddhismus
☯️ Yin und Yang|daoismus religion
✝️ lateinisches Kreuz|christentum religion
☦️ orthodoxes Kreuz|christentum religion
☪️ Hilal und Stern|islam muslim
☮️ Friedenszeichen|friedensbewegung friedenssymbol
🕎 Menora|leuchter religion
🔯 Hexagramm mit Punkt|wahrsager
♈ Widder (Sternzeichen)|(sternzeichen)
♉ Stier (Sternzeichen)|horoskop
♊ Zwillinge (Sternzeichen)|horoskop (sternzeichen)
♋ Krebs (Sternzeichen)|(sternzeichen)
♌ Löwe (Sternzeichen)|horoskop (sternzeichen)
♍ Jungfrau (Sternzeichen)|horoskop (sternzeichen)
♎ Waage (Sternzeichen)|horoskop (sternzeichen)
♏ Skorpion (Sternzeichen)|horoskop (sternzeichen)
♐ Schütze (Sternzeichen)|(sternzeichen)
♑ Steinbock (Sternzeichen)|(sternzeichen)
♒ Wassermann (Sternzeichen)|(sternzeichen)
♓ Fische (Sternzeichen)|(sternzeichen) horoskop
⛎ Schlangenträger|schlagenträger sternbild
🔀 Zufallsmodus|gekreuzt pfeile
🔁 Wiederholen|im uhrzeigersinn
🔂 Titel wiederholen|dasselbe einmal
▶️ Wiedergabe|abspielen dreieck
⏩ Doppelpfeile nach rechts|vorwärts weiter
⏭️ Nächster Titel|doppelpfeil dreieck
⏯️ Wiedergabe oder Pause|dreieck pfeil
◀️ Pfeil zurück|dreieck links
⏪ Zurückspulen|doppelpfeil doppelpfeile
⏮️ Vorheriger Titel|doppelpfeil dreieck
🔼 Aufwärts-Schaltfläche|nach oben
⏫ Doppelpfeile nach oben|aufwärts doppelt
🔽 Abwärts-Schaltfläche|nach unten
⏬ Doppelpfeile nach unten|doppelt abwärts
⏸️ Pause|keycap streifen
⏹️ Stopp|aufnahme keycap
⏺️ Aufnehmen|aufnahme keycap
⏏️ Auswerfen|auswurf auswurftaste
🎦 Kinosymbol|film filmkamera
🔅 Taste Dimmen|gedimmt helligkeit
🔆 Heller-Taste|helligkeit starke
📶 balkenförmige Signalstärkenanzeige|empfang mobilfunksignal
📳 Vibrationsmodus|handy kommunikation
📴 Mobiltelefon aus|ausschalten handy
♀️ Frauensymbol|weiblich zeichen
♂️ Männersymbol|mann symbol
⚧️ Transgender-Symbol|für
✖️ mal|abbrechen multiplikation
➕ plus|+ addieren
➖ minus|- mathe
➗ geteilt durch|division divisionszeichen
🟰 Gleichheitszeichen extrafett|ist mathematik
♾️ Unendlichkeit|ewig grenzenlos
‼️ doppeltes Ausrufezeichen|muss rot
⁉️ Ausrufe- und Fragezeichen|rot satzzeichen
❓ rotes Fragezeichen|satzzeichen warum
❔ weißes Fragezeichen|satzzeichen warum
❕ weißes Ausrufezeichen|muss satzzeichen
❗ rotes Ausrufezeichen|! satzzeichen
〰️ Wellenlinie|gewellt linie
💱 Geldwechsel|wechsel währung
💲 Dollarzeichen extrafett|bezahlen dollar-zeichen
⚕️ Äskulapstab|apotheke arznei
♻️ Recycling-Symbol|grüne punkt
⚜️ Lilie|fleur-de-lis
🔱 Dreizack|anker poseidon
📛 Namensschild|schild
🔰 japanisches Anfänger-Zeichen|symbol
⭕ hohler roter Kreis|großer o
✅ weißes Häkchen|abgehakt erledigt
☑️ abgehaktes Kästchen|abstimmungsfeld mit
✔️ kräftiges Häkchen|abhaken erledigt
❌ Kreuzzeichen|abbrechen durchgestrichen
❎ angekreuztes Kästchen|feld kreuz
➰ Schleife
➿ Doppelschleife|blau rechteck
〽️ Teilalternationszeichen|japanisch zeichensetzung
✳️ achtzackiger Stern|* grün
✴️ achtstrahliger Stern|*
❇️ Funkeln|* grün
©️ Copyright
®️ Registered-Trademark|markenzeichen
™️ Markenzeichen|tm trademark
#️⃣ Taste: #
*️⃣ Taste: *
0️⃣ Taste: 0|null
1️⃣ Taste: 1|eins
2️⃣ Taste: 2|zwei
3️⃣ Taste: 3|drei
4️⃣ Taste: 4|vier
5️⃣ Taste: 5|fünf
6️⃣ Taste: 6|sechs
7️⃣ Taste: 7|sieben
8️⃣ Taste: 8|acht
9️⃣ Taste: 9|neun
🔟 Taste: 10
🔠 Eingabesymbol lateinische Großbuchstaben|abcd buchstaben
🔡 Eingabesymbol lateinische Kleinbuchstaben
🔢 Eingabesymbol Zahlen|1234 symbol
🔣 Eingabesymbol Sonderzeichen|% &
🔤 Eingabesymbol lateinische Buchstaben|abc alphabet
🅰️ Großbuchstabe A in rotem Quadrat|blut blutgruppe
🆎 Großbuchstaben AB in rotem Quadrat|blut blutgruppe
🅱️ Großbuchstabe B in rotem Quadrat|blut blutgruppe
🆑 Großbuchstaben CL in rotem Quadrat
🆒 Wort „Cool“ in blauem Quadrat|„cool“
🆓 Wort „Free“ in blauem Quadrat|„free“
ℹ️ Buchstabe „i“ in blauem Quadrat|„i“ information
🆔 Großbuchstaben ID in lila Quadrat
Ⓜ️ Buchstabe „M“ in Kreis|eingekreist großbuchstabe
🆕 Wort „New“ in blauem Quadrat|neu „new“
🆖 Großbuchstaben NG in blauem Quadrat
🅾️ Großbuchstabe O in rotem Quadrat|0 blut
🆗 Großbuchstaben OK in blauem Quadrat|keycap okay
🅿️ Großbuchstabe P in blauem Quadrat|parken parkplatz
🆘 SOS-Zeichen|hilfe sos-zeichen
🆙 Schriftzug „UP!“ im blauen Quadrat|keycap taste
🆚 Schriftzug VS in orangem Quadrat|gegen taste
🈁 Schriftzeichen „koko“|japanisches „koko“
🈂️ Schriftzeichen „sa“|japanisches „sa“
🈷️ Schriftzeichen für „Monatsbetrag“|japanisch monatlich
🈶 Schriftzeichen für „nicht gratis“|berechnen existieren
🈯 Schriftzeichen für „reserviert“|finger japanisches
🉐 Schriftzeichen für „Schnäppchen“|japanisches „schnäppchen“
🈹 Schriftzeichen für „Rabatt“|japanisches „rabatt“
🈚 Schriftzeichen für „gratis“|japanisches „gratis“
🈲 Schriftzeichen für „verbieten“|japanisches kanji
🉑 Schriftzeichen für „akzeptieren“|japanisch
🈸 Schriftzeichen für „anwenden“|chinesisches japanisches
🈴 Schriftzeichen für „Note zum Bestehen“|bestanden chinesisches
🈳 Schriftzeichen für „Zimmer frei“|chinesisches japanisches
㊗️ Schriftzeichen für „Gratulation“|chinesisches japanisches
㊙️ Schriftzeichen für „Geheimnis“|chinesisches japanisches
🈺 Schriftzeichen für „Geöffnet“|betrieb chinesisches
🈵 Schriftzeichen für „Kein Zimmer frei“|belegt besetzt
🔴 roter Punkt|ball
🟠 oranger Punkt|form kreis
🟡 gelber Punkt|form scheibe
🟢 grüner Punkt|form scheibe
🔵 blauer Punkt|ball großer
🟣 lila Punkt|form kreis
🟤 brauner Punkt|scheibe kreis
⚫ schwarzer Punkt|ball großer
⚪ weißer Punkt|ball großer
🟥 rotes Quadrat|form viereck
🟧 oranges Quadrat|form viereck
🟨 gelbes Quadrat|form viereck
🟩 grünes Quadrat|form viereck
🟦 blaues Quadrat|viereck form
🟪 lila Quadrat|form viereck
🟫 braunes Quadrat|viereck form
⬛ großes schwarzes Quadrat
⬜ großes weißes Quadrat
◼️ mittelgroßes schwarzes Quadrat
◻️ mittelgroßes weißes Quadrat
◾ mittelkleines schwarzes Quadrat
◽ mittelkleines weißes Quadrat|geometrisch
▪️ kleines schwarzes Quadrat|punkt
▫️ kleines weißes Quadrat
🔶 große orangefarbene Raute
🔷 große blaue Raute
🔸 kleine orangefarbene Raute
🔹 kleine blaue Raute
🔺 rotes Dreieck mit der Spitze nach oben|aufwärts
🔻 rotes Dreieck mit der Spitze nach unten|abwärts
💠 Rautenform mit Punkt|diamant
🔘 Optionsfeld|schaltfläche
🔳 weiße quadratische Schaltfläche
🔲 schwarze quadratische Schaltfläche
=
🏁 Zielflagge|formel 1
🚩 Wimpel|dreiecksflagge rot
🎌 überkreuzte Flaggen|japan japanische
🏴 schwarze Flagge|fahne wehen
🏳️ weiße Flagge|fahne wehen
🏳️‍🌈 Regenbogenflagge|bisexuell bunt
🏳️‍⚧️ Transgender-Flagge
🏴‍☠️ Piratenflagge|jolly roger
🇦🇨 Ascension|ac
🇦🇩 Andorra|ad
🇦🇪 Vereinigte Arabische Emirate|ae
🇦🇫 Afghanistan
🇦🇬 Antigua und Barbuda|ag
🇦🇮 Anguilla|ai
🇦🇱 Albanien
🇦🇲 Armenien|am
🇦🇴 Angola|ao
🇦🇶 Antarktis|aq
🇦🇷 Argentinien
🇦🇸 Amerikanisch-Samoa|as
🇦🇹 Österreich|at
🇦🇺 Australien
🇦🇼 Aruba|aw
🇦🇽 Ålandinseln|ax
🇦🇿 Aserbaidschan|az
🇧🇦 Bosnien und Herzegowina|ba
🇧🇧 Barbados|bb
🇧🇩 Bangladesch|bd
🇧🇪 Belgien
🇧🇫 Burkina Faso|bf
🇧🇬 Bulgarien|bg
🇧🇭 Bahrain|bh
🇧🇮 Burundi|bi
🇧🇯 Benin|bj
🇧🇱 St. Barthélemy|bl
🇧🇲 Bermuda|bm
🇧🇳 Brunei Darussalam|bn
🇧🇴 Bolivien
🇧🇶 Karibische Niederlande|bq
🇧🇷 Brasilien
🇧🇸 Bahamas|bs
🇧🇹 Bhutan|bt
🇧🇻 Bouvetinsel|bv
🇧🇼 Botsuana|bw
🇧🇾 Belarus|by
🇧🇿 Belize|bz
🇨🇦 Kanada|ca
🇨🇨 Kokosinseln|cc
🇨🇩 Kongo-Kinshasa|cd
🇨🇫 Zentralafrikanische Republik|cf
🇨🇬 Kongo-Brazzaville|cg
🇨🇭 Schweiz|ch
🇨🇮 Côte d’Ivoire|ci
🇨🇰 Cookinseln|ck
🇨🇱 Chile|cl
🇨🇲 Kamerun|cm
🇨🇳 China|cn
🇨🇴 Kolumbien|co
🇨🇵 Clipperton-Insel|cp
🇨🇷 Costa Rica|cr
🇨🇺 Kuba|cu
🇨🇻 Cabo Verde|cv
🇨🇼 Curaçao|cw
🇨🇽 Weihnachtsinsel|cx
🇨🇾 Zypern|cy
🇨🇿 Tschechien|cz
🇩🇪 Deutschland
🇩🇬 Diego Garcia|dg
🇩🇯 Dschibuti|dj
🇩🇰 Dänemark|dk
🇩🇲 Dominica|dm
🇩🇴 Dominikanische Republik
🇩🇿 Algerien|dz
🇪🇦 Ceuta und Melilla|ea
🇪🇨 Ecuador
🇪🇪 Estland|ee
🇪🇬 Ägypten|eg
🇪🇭 Westsahara|eh
🇪🇷 Eritrea
🇪🇸 Spanien|es
🇪🇹 Äthiopien|et
🇪🇺 Europäische Union
🇫🇮 Finnland
🇫🇯 Fidschi|fj
🇫🇰 Falklandinseln|fk
🇫🇲 Mikronesien|fm
🇫🇴 Färöer|fo
🇫🇷 Frankreich
🇬🇦 Gabun
🇬🇧 Vereinigtes Königreich|gb
🇬🇩 Grenada|gd
🇬🇪 Georgien
🇬🇫 Französisch-Guayana|gf
🇬🇬 Guernsey|gg
🇬🇭 Ghana
🇬🇮 Gibraltar
🇬🇱 Grönland|gl
🇬🇲 Gambia|gm
🇬🇳 Guinea|gn
🇬🇵 Guadeloupe|gp
🇬🇶 Äquatorialguinea|gq
🇬🇷 Griechenland
🇬🇸 Südgeorgien und die Südlichen Sandwichinseln|gs
🇬🇹 Guatemala|gt
🇬🇺 Guam
🇬🇼 Guinea-Bissau|gw
🇬🇾 Guyana|gy
🇭🇰 Sonderverwaltungsregion Hongkong|hk
🇭🇲 Heard und McDonaldinseln|hm
🇭🇳 Honduras|hn
🇭🇷 Kroatien|hr
🇭🇹 Haiti|ht
🇭🇺 Ungarn|hu
🇮🇨 Kanarische Inseln|ic
🇮🇩 Indonesien|id
🇮🇪 Irland|ie
🇮🇱 Israel|il
🇮🇲 Isle of Man|im
🇮🇳 Indien
🇮🇴 Britisches Territorium im Indischen Ozean|io
🇮🇶 Irak|iq
🇮🇷 Iran
🇮🇸 Island
🇮🇹 Italien
🇯🇪 Jersey
🇯🇲 Jamaika|jm
🇯🇴 Jordanien
🇯🇵 Japan|jp
🇰🇪 Kenia
🇰🇬 Kirgisistan|kg
🇰🇭 Kambodscha|kh
🇰🇮 Kiribati
🇰🇲 Komoren|km
🇰🇳 St. Kitts und Nevis|kn
🇰🇵 Nordkorea|kp
🇰🇷 Südkorea|kr
🇰🇼 Kuwait|kw
🇰🇾 Kaimaninseln|ky
🇰🇿 Kasachstan|kz
🇱🇦 Laos
🇱🇧 Libanon|lb
🇱🇨 St. Lucia|lc
🇱🇮 Liechtenstein
🇱🇰 Sri Lanka|lk
🇱🇷 Liberia|lr
🇱🇸 Lesotho|ls
🇱🇹 Litauen|lt
🇱🇺 Luxemburg
🇱🇻 Lettland|lv
🇱🇾 Libyen|ly
🇲🇦 Marokko
🇲🇨 Monaco|mc
🇲🇩 Republik Moldau|md
🇲🇪 Montenegro|me
🇲🇫 St. Martin|mf
🇲🇬 Madagaskar|mg
🇲🇭 Marshallinseln|mh
🇲🇰 Nordmazedonien|mk
🇲🇱 Mali|ml
🇲🇲 Myanmar|mm
🇲🇳 Mongolei|mn
🇲🇴 Sonderverwaltungsregion Macau|mo
🇲🇵 Nördliche Marianen|mp
🇲🇶 Martinique|mq
🇲🇷 Mauretanien|mr
🇲🇸 Montserrat|ms
🇲🇹 Malta|mt
🇲🇺 Mauritius|mu
🇲🇻 Malediven|mv
🇲🇼 Malawi|mw
🇲🇽 Mexiko|mx
🇲🇾 Malaysia|my
🇲🇿 Mosambik|mz
🇳🇦 Namibia
🇳🇨 Neukaledonien|nc
🇳🇪 Niger|ne
🇳🇫 Norfolkinsel|nf
🇳🇬 Nigeria|ng
🇳🇮 Nicaragua
🇳🇱 Niederlande|nl
🇳🇴 Norwegen
🇳🇵 Nepal|np
🇳🇷 Nauru|nr
🇳🇺 Niue|nu
🇳🇿 Neuseeland|nz
🇴🇲 Oman
🇵🇦 Panama
🇵🇪 Peru
🇵🇫 Französisch-Polynesien|pf
🇵🇬 Papua-Neuguinea|pg
🇵🇭 Philippinen
🇵🇰 Pakistan|pk
🇵🇱 Polen|pl
🇵🇲 St. Pierre und Miquelon|pm
🇵🇳 Pitcairninseln|pn
🇵🇷 Puerto Rico|pr
🇵🇸 Palästinensische Autonomiegebiete|ps
🇵🇹 Portugal|pt
🇵🇼 Palau|pw
🇵🇾 Paraguay|py
🇶🇦 Katar|qa
🇷🇪 Réunion|re
🇷🇴 Rumänien|ro
🇷🇸 Serbien|rs
🇷🇺 Russland
🇷🇼 Ruanda|rw
🇸🇦 Saudi-Arabien
🇸🇧 Salomonen|sb
🇸🇨 Seychellen|sc
🇸🇩 Sudan|sd
🇸🇪 Schweden|se
🇸🇬 Singapur|sg
🇸🇭 St. Helena|sh
🇸🇮 Slowenien|si
🇸🇯 Spitzbergen und Jan Mayen|sj
🇸🇰 Slowakei|sk
🇸🇱 Sierra Leone|sl
🇸🇲 San Marino|sm
🇸🇳 Senegal|sn
🇸🇴 Somalia
🇸🇷 Suriname|sr
🇸🇸 Südsudan|ss
🇸🇹 São Tomé und Príncipe|st
🇸🇻 El Salvador|sv
🇸🇽 Sint Maarten|sx
🇸🇾 Syrien
🇸🇿 Eswatini|sz
🇹🇦 Tristan da Cunha|ta
🇹🇨 Turks- und Caicosinseln|tc
🇹🇩 Tschad|td
🇹🇫 Französische Süd- und Antarktisgebiete|tf
🇹🇬 Togo|tg
🇹🇭 Thailand
🇹🇯 Tadschikistan|tj
🇹🇰 Tokelau|tk
🇹🇱 Timor-Leste|tl
🇹🇲 Turkmenistan|tm
🇹🇳 Tunesien|tn
🇹🇴 Tonga
🇹🇷 Türkei|tr
🇹🇹 Trinidad und Tobago|tt
🇹🇻 Tuvalu|tv
🇹🇼 Taiwan|tw
🇹🇿 Tansania|tz
🇺🇦 Ukraine|ua
🇺🇬 Uganda
🇺🇲 Amerikanische Überseeinseln|um
🇺🇳 Vereinte Nationen|un
🇺🇸 Vereinigte Staaten|us
🇺🇾 Uruguay|uy
🇺🇿 Usbekistan|uz
🇻🇦 Vatikanstadt
🇻🇨 St. Vincent und die Grenadinen|vc
🇻🇪 Venezuela
🇻🇬 Britische Jungferninseln|vg
🇻🇮 Amerikanische Jungferninseln|vi
🇻🇳 Vietnam|vn
🇻🇺 Vanuatu|vu
🇼🇫 Wallis und Futuna|wf
🇼🇸 Samoa|ws
🇽🇰 Kosovo|xk
🇾🇪 Jemen|ye
🇾🇹 Mayotte|yt
🇿🇦 Südafrika|za
🇿🇲 Sambia|zm
🇿🇼 Simbabwe|zw
🏴󠁧󠁢󠁥󠁮󠁧󠁿 England|gbeng
🏴󠁧󠁢󠁳󠁣󠁴󠁿 Schottland|gbsct
🏴󠁧󠁢󠁷󠁬󠁳󠁿 Wales|gbwls`;export{e as lines};