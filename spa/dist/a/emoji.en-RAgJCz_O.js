var e=`=
😀 grinning face|cheerful cheery
😃 grinning face with big eyes|awesome happy
😄 grinning face with smiling eyes|happy laugh
😁 beaming face with smiling eyes|grin grinning
😆 grinning squinting face|closed eyes
😅 grinning face with sweat|cold dejected
🤣 rolling on the floor laughing|crying face
😂 face with tears of joy|crying feels
🙂 slightly smiling face|happy smile
🙃 upside-down face|hehe smile
🫠 melting face|disappear dissolve
😉 winking face|flirt heartbreaker
😊 smiling face with smiling eyes|blush glad
😇 smiling face with halo|angel angelic
🥰 smiling face with hearts|3 adore
😍 smiling face with heart-eyes|143 bae
🤩 star-struck|excited eyes
😘 face blowing a kiss|adorbs bae
😗 kissing face|143 date
☺️ smiling face|happy outlined
😚 kissing face with closed eyes|143 bae
😙 kissing face with smiling eyes|143 closed
🥲 smiling face with tear|glad grateful
😋 face savoring food|delicious eat
😛 face with tongue|awesome cool
😜 winking face with tongue|crazy epic
🤪 zany face|crazy eye
😝 squinting face with tongue|closed eye
🤑 money-mouth face|paid
🤗 smiling face with open hands|hug hugging
🤭 face with hand over mouth|giggle giggling
🫢 face with open eyes and hand over mouth|amazement awe
🫣 face with peeking eye|captivated embarrass
🤫 shushing face|quiet shh
🤔 thinking face|chin consider
🫡 saluting face|good luck
🤐 zipper-mouth face|keep quiet
🤨 face with raised eyebrow|disapproval disbelief
😐 neutral face|awkward blank
😑 expressionless face|awkward dead
😶 face without mouth|awkward blank
🫥 dotted line face|depressed disappear
😶‍🌫️ face in clouds|absentminded fog
😏 smirking face|boss dapper
😒 unamused face|... bored
🙄 face with rolling eyes|eyeroll shade
😬 grimacing face|awk awkward
😮‍💨 face exhaling|blow blowing
🤥 lying face|liar lie
😌 relieved face|calm peace
😔 pensive face|awful bored
😪 sleepy face|crying good
🤤 drooling face
😴 sleeping face|bed bedtime
😷 face with medical mask|cold dentist
🤒 face with thermometer|ill sick
🤕 face with head-bandage|hurt injury
🤢 nauseated face|gross nasty
🤮 face vomiting|barf ew
🤧 sneezing face|fever flu
🥵 hot face|dying feverish
🥶 cold face|blue blue-faced
🥴 woozy face|dizzy drunk
😵 face with crossed-out eyes|dead dizzy
😵‍💫 face with spiral eyes|confused dizzy
🤯 exploding head|blown explode
🤠 cowboy hat face|cowgirl
🥳 partying face|bday birthday
🥸 disguised face|eyebrow glasses
😎 smiling face with sunglasses|awesome beach
🤓 nerd face|brainy clever
🧐 face with monocle|classy fancy
😕 confused face|befuddled confusing
🫤 face with diagonal mouth|confused confusion
😟 worried face|anxious butterflies
🙁 slightly frowning face|sad
☹️ frowning face|sad
😮 face with open mouth|believe forgot
😯 hushed face|epic omg
😲 astonished face|cost no
😳 flushed face|amazed awkward
🥺 pleading face|begging big
🥹 face holding back tears|admiration aww
😦 frowning face with open mouth|caught guard
😧 anguished face|forgot scared
😨 fearful face|afraid anxious
😰 anxious face with sweat|blue cold
😥 sad but relieved face|anxious call
😢 crying face|awful feels
😭 loudly crying face|bawling sad
😱 face screaming in fear|epic munch
😖 confounded face|annoyed confused
😣 persevering face|concentrate concentration
😞 disappointed face|awful blame
😓 downcast face with sweat|close cold
😩 weary face|crying fail
😫 tired face|cost feels
🥱 yawning face|bedtime bored
😤 face with steam from nose|anger angry
😡 enraged face|anger angry
😠 angry face|anger blame
🤬 face with symbols on mouth|censor cursing
😈 smiling face with horns|demon devil
👿 angry face with horns|demon devil
💀 skull|body dead
☠️ skull and crossbones|bone dead
💩 pile of poo|bs comic
🤡 clown face
👹 ogre|creature devil
👺 goblin|angry creature
👻 ghost|boo creature
👽 alien|creature extraterrestrial
👾 alien monster|creature extraterrestrial
🤖 robot|face monster
😺 grinning cat|animal face
😸 grinning cat with smiling eyes|animal face
😹 cat with tears of joy|animal face
😻 smiling cat with heart-eyes|animal face
😼 cat with wry smile|animal face
😽 kissing cat|animal closed
🙀 weary cat|animal face
😿 crying cat|animal face
😾 pouting cat|animal face
🙈 see-no-evil monkey|embarrassed face
🙉 hear-no-evil monkey|animal ears
🙊 speak-no-evil monkey|animal face
💌 love letter|heart mail
💘 heart with arrow|143 adorbs
💝 heart with ribbon|143 anniversary
💖 sparkling heart|143 emotion
💗 growing heart|143 emotion
💓 beating heart|143 cardio
💞 revolving hearts|143 adorbs
💕 two hearts|143 anniversary
💟 heart decoration|143 emotion
❣️ heart exclamation|heavy mark
💔 broken heart|break crushed
❤️‍🔥 heart on fire|burn love
❤️‍🩹 mending heart|healthier improving
❤️ red heart|emotion love
🧡 orange heart|143
💛 yellow heart|143 cardiac
💚 green heart|143 emotion
💙 blue heart|143 emotion
💜 purple heart|143 bestest
🤎 brown heart|143
🖤 black heart|evil wicked
🤍 white heart|143
💋 kiss mark|dating emotion
💯 hundred points|100 a+
💢 anger symbol|angry comic
💥 collision|bomb boom
💫 dizzy|comic shining
💦 sweat droplets|comic drip
💨 dashing away|cloud comic
🕳️ hole
💬 speech balloon|bubble comic
👁️‍🗨️ eye in speech bubble|balloon witness
🗨️ left speech bubble|balloon dialog
🗯️ right anger bubble|angry balloon
💭 thought balloon|bubble cartoon
💤 zzz|comic good
=
👋 waving hand|bye cya
🤚 raised back of hand
🖐️ hand with fingers splayed|raised stop
✋ raised hand|5 five
🖖 vulcan salute|finger hand
🫱 rightwards hand|hold reach
🫲 leftwards hand|hold reach
🫳 palm down hand|dismiss drop
🫴 palm up hand|beckon catch
👌 ok hand|awesome bet
🤌 pinched fingers|gesture hand
🤏 pinching hand|amount bit
✌️ victory hand|peace
🤞 crossed fingers|hand luck
🫰 hand with index finger and thumb crossed|<3 expensive
🤟 love-you gesture|fingers hand
🤘 sign of the horns|finger hand
🤙 call me hand|hang loose
👈 backhand index pointing left|finger hand
👉 backhand index pointing right|finger hand
👆 backhand index pointing up|finger hand
🖕 middle finger|hand
👇 backhand index pointing down|finger hand
☝️ index pointing up|finger hand
🫵 index pointing at the viewer|finger hand
👍 thumbs up|+1 good
👎 thumbs down|-1 bad
✊ raised fist|clenched hand
👊 oncoming fist|absolutely agree
🤛 left-facing fist
🤜 right-facing fist
👏 clapping hands|applause approval
🙌 raising hands|celebration gesture
🫶 heart hands|<3 love
👐 open hands|hug jazz
🤲 palms up together|cupped dua
🤝 handshake|agreement deal
🙏 folded hands|appreciate ask
✍️ writing hand|write
💅 nail polish|bored care
🤳 selfie|camera phone
💪 flexed biceps|arm beast
🦾 mechanical arm|accessibility prosthetic
🦿 mechanical leg|accessibility prosthetic
🦵 leg|bent foot
🦶 foot|ankle feet
👂 ear|body ears
🦻 ear with hearing aid|accessibility hard
👃 nose|body odor
🧠 brain|intelligent smart
🫀 anatomical heart|beat cardiology
🫁 lungs|breath breathe
🦷 tooth|dentist pearly
🦴 bone|dog skeleton
👀 eyes|body face
👁️ eye|1 body
👅 tongue|body lick
👄 mouth|beauty body
🫦 biting lip|anxious bite
👶 baby|babies children
🧒 child|bright-eyed grandchild
👦 boy|bright-eyed child
👧 girl|bright-eyed child
🧑 person|adult
👱 person: blond hair|human
👨 man|adult bro
🧔 person: beard|whiskers
🧔‍♂️ man: beard
🧔‍♀️ woman: beard
👨‍🦰 man: red hair|adult bro
👨‍🦱 man: curly hair|adult bro
👨‍🦳 man: white hair|adult bro
👨‍🦲 man: bald|adult bro
👩 woman|adult lady
👩‍🦰 woman: red hair|adult lady
🧑‍🦰 person: red hair|adult
👩‍🦱 woman: curly hair|adult lady
🧑‍🦱 person: curly hair|adult
👩‍🦳 woman: white hair|adult lady
🧑‍🦳 person: white hair|adult
👩‍🦲 woman: bald|adult lady
🧑‍🦲 person: bald|adult
👱‍♀️ woman: blond hair
👱‍♂️ man: blond hair
🧓 older person|adult elderly
👴 old man|adult bald
👵 old woman|adult elderly
🙍 person frowning|annoyed disappointed
🙍‍♂️ man frowning
🙍‍♀️ woman frowning
🙎 person pouting|disappointed downtrodden
🙎‍♂️ man pouting
🙎‍♀️ woman pouting
🙅 person gesturing no|forbidden gesture
🙅‍♂️ man gesturing no
🙅‍♀️ woman gesturing no
🙆 person gesturing ok|exercise gesture
🙆‍♂️ man gesturing ok
🙆‍♀️ woman gesturing ok
💁 person tipping hand|fetch flick
💁‍♂️ man tipping hand
💁‍♀️ woman tipping hand
🙋 person raising hand|gesture here
🙋‍♂️ man raising hand
🙋‍♀️ woman raising hand
🧏 deaf person|accessibility ear
🧏‍♂️ deaf man
🧏‍♀️ deaf woman
🙇 person bowing|apology ask
🙇‍♂️ man bowing
🙇‍♀️ woman bowing
🤦 person facepalming|again bewilder
🤦‍♂️ man facepalming
🤦‍♀️ woman facepalming
🤷 person shrugging|doubt dunno
🤷‍♂️ man shrugging
🤷‍♀️ woman shrugging
🧑‍⚕️ health worker|doctor nurse
👨‍⚕️ man health worker|doctor nurse
👩‍⚕️ woman health worker|doctor nurse
🧑‍🎓 student|graduate
👨‍🎓 man student|graduate
👩‍🎓 woman student|graduate
🧑‍🏫 teacher|instructor lecturer
👨‍🏫 man teacher|instructor lecturer
👩‍🏫 woman teacher|instructor lecturer
🧑‍⚖️ judge|justice law
👨‍⚖️ man judge|justice law
👩‍⚖️ woman judge|justice law
🧑‍🌾 farmer|gardener rancher
👨‍🌾 man farmer|gardener rancher
👩‍🌾 woman farmer|gardener rancher
🧑‍🍳 cook|chef
👨‍🍳 man cook|chef
👩‍🍳 woman cook|chef
🧑‍🔧 mechanic|electrician plumber
👨‍🔧 man mechanic|electrician plumber
👩‍🔧 woman mechanic|electrician plumber
🧑‍🏭 factory worker|assembly industrial
👨‍🏭 man factory worker|assembly industrial
👩‍🏭 woman factory worker|assembly industrial
🧑‍💼 office worker|architect business
👨‍💼 man office worker|architect business
👩‍💼 woman office worker|architect business
🧑‍🔬 scientist|biologist chemist
👨‍🔬 man scientist|biologist chemist
👩‍🔬 woman scientist|biologist chemist
🧑‍💻 technologist|coder computer
👨‍💻 man technologist|coder computer
👩‍💻 woman technologist|coder computer
🧑‍🎤 singer|actor entertainer
👨‍🎤 man singer|actor entertainer
👩‍🎤 woman singer|actor entertainer
🧑‍🎨 artist|palette
👨‍🎨 man artist|palette
👩‍🎨 woman artist|palette
🧑‍✈️ pilot|plane
👨‍✈️ man pilot|plane
👩‍✈️ woman pilot|plane
🧑‍🚀 astronaut|rocket space
👨‍🚀 man astronaut|rocket space
👩‍🚀 woman astronaut|rocket space
🧑‍🚒 firefighter|firetruck
👨‍🚒 man firefighter|firetruck
👩‍🚒 woman firefighter|firetruck
👮 police officer|apprehend arrest
👮‍♂️ man police officer
👮‍♀️ woman police officer
🕵️ detective|sleuth spy
🕵️‍♂️ man detective
🕵️‍♀️ woman detective
💂 guard|buckingham helmet
💂‍♂️ man guard
💂‍♀️ woman guard
🥷 ninja|assassin fight
👷 construction worker|build fix
👷‍♂️ man construction worker
👷‍♀️ woman construction worker
🫅 person with crown|monarch noble
🤴 prince|crown fairy
👸 princess|crown fairy
👳 person wearing turban
👳‍♂️ man wearing turban
👳‍♀️ woman wearing turban
👲 person with skullcap|cap chinese
🧕 woman with headscarf|bandana hijab
🤵 person in tuxedo|formal wedding
🤵‍♂️ man in tuxedo
🤵‍♀️ woman in tuxedo
👰 person with veil|wedding
👰‍♂️ man with veil
👰‍♀️ woman with veil
🤰 pregnant woman
🫃 pregnant man|belly bloated
🫄 pregnant person|belly bloated
🤱 breast-feeding|baby mom
👩‍🍼 woman feeding baby|mom mother
👨‍🍼 man feeding baby|dad father
🧑‍🍼 person feeding baby|nanny newborn
👼 baby angel|church face
🎅 santa claus|celebration christmas
🤶 mrs. claus|celebration christmas
🧑‍🎄 mx claus|celebration christmas
🦸 superhero|good hero
🦸‍♂️ man superhero
🦸‍♀️ woman superhero
🦹 supervillain|bad criminal
🦹‍♂️ man supervillain
🦹‍♀️ woman supervillain
🧙 mage|fantasy magic
🧙‍♂️ man mage
🧙‍♀️ woman mage
🧚 fairy|fantasy myth
🧚‍♂️ man fairy
🧚‍♀️ woman fairy
🧛 vampire|blood dracula
🧛‍♂️ man vampire
🧛‍♀️ woman vampire
🧜 merperson|creature fairytale
🧜‍♂️ merman
🧜‍♀️ mermaid
🧝 elf|elves enchantment
🧝‍♂️ man elf
🧝‍♀️ woman elf
🧞 genie|djinn fantasy
🧞‍♂️ man genie
🧞‍♀️ woman genie
🧟 zombie|apocalypse dead
🧟‍♂️ man zombie
🧟‍♀️ woman zombie
🧌 troll|fairy fantasy
💆 person getting massage|face headache
💆‍♂️ man getting massage
💆‍♀️ woman getting massage
💇 person getting haircut|barber beauty
💇‍♂️ man getting haircut
💇‍♀️ woman getting haircut
🚶 person walking|amble gait
🚶‍♂️ man walking
🚶‍♀️ woman walking
🧍 person standing
🧍‍♂️ man standing
🧍‍♀️ woman standing
🧎 person kneeling|knees
🧎‍♂️ man kneeling
🧎‍♀️ woman kneeling
🧑‍🦯 person with white cane|accessibility blind
👨‍🦯 man with white cane|accessibility blind
👩‍🦯 woman with white cane|accessibility blind
🧑‍🦼 person in motorized wheelchair|accessibility
👨‍🦼 man in motorized wheelchair|accessibility
👩‍🦼 woman in motorized wheelchair|accessibility
🧑‍🦽 person in manual wheelchair|accessibility
👨‍🦽 man in manual wheelchair|accessibility
👩‍🦽 woman in manual wheelchair|accessibility
🏃 person running|fast hurry
🏃‍♂️ man running
🏃‍♀️ woman running
💃 woman dancing|dance dancer
🕺 man dancing|dance dancer
🕴️ person in suit levitating|business
👯 people with bunny ears|bestie bff
👯‍♂️ men with bunny ears
👯‍♀️ women with bunny ears
🧖 person in steamy room|day luxurious
🧖‍♂️ man in steamy room
🧖‍♀️ woman in steamy room
🧗 person climbing|climber mountain
🧗‍♂️ man climbing
🧗‍♀️ woman climbing
🤺 person fencing|fencer sword
🏇 horse racing|jockey racehorse
⛷️ skier|snow
🏂 snowboarder|ski sport
🏌️ person golfing|ball birdie
🏌️‍♂️ man golfing
🏌️‍♀️ woman golfing
🏄 person surfing|beach ocean
🏄‍♂️ man surfing
🏄‍♀️ woman surfing
🚣 person rowing boat|canoe cruise
🚣‍♂️ man rowing boat
🚣‍♀️ woman rowing boat
🏊 person swimming|freestyle sport
🏊‍♂️ man swimming
🏊‍♀️ woman swimming
⛹️ person bouncing ball|athletic basketball
⛹️‍♂️ man bouncing ball
⛹️‍♀️ woman bouncing ball
🏋️ person lifting weights|barbell bodybuilder
🏋️‍♂️ man lifting weights
🏋️‍♀️ woman lifting weights
🚴 person biking|bicycle bicyclist
🚴‍♂️ man biking
🚴‍♀️ woman biking
🚵 person mountain biking|bicycle bicyclist
🚵‍♂️ man mountain biking
🚵‍♀️ woman mountain biking
🤸 person cartwheeling|active excited
🤸‍♂️ man cartwheeling
🤸‍♀️ woman cartwheeling
🤼 people wrestling|combat duel
🤼‍♂️ men wrestling
🤼‍♀️ women wrestling
🤽 person playing water polo|sport swimming
🤽‍♂️ man playing water polo
🤽‍♀️ woman playing water polo
🤾 person playing handball|athletics ball
🤾‍♂️ man playing handball
🤾‍♀️ woman playing handball
🤹 person juggling|act balance
🤹‍♂️ man juggling
🤹‍♀️ woman juggling
🧘 person in lotus position|cross legged
🧘‍♂️ man in lotus position
🧘‍♀️ woman in lotus position
🛀 person taking bath|tub
🛌 person in bed|bedtime good
🧑‍🤝‍🧑 people holding hands|bae bestie
👭 women holding hands|bae bestie
👫 woman and man holding hands|bae bestie
👬 men holding hands|bae bestie
💏 kiss|anniversary babe
👩‍❤️‍💋‍👨 kiss: woman, man|anniversary babe
👨‍❤️‍💋‍👨 kiss: man, man|anniversary babe
👩‍❤️‍💋‍👩 kiss: woman, woman|anniversary babe
💑 couple with heart|anniversary babe
👩‍❤️‍👨 couple with heart: woman, man|anniversary babe
👨‍❤️‍👨 couple with heart: man, man|anniversary babe
👩‍❤️‍👩 couple with heart: woman, woman|anniversary babe
👨‍👩‍👦 family: man, woman, boy|child
👨‍👩‍👧 family: man, woman, girl|child
👨‍👩‍👧‍👦 family: man, woman, girl, boy|child
👨‍👩‍👦‍👦 family: man, woman, boy, boy|child
👨‍👩‍👧‍👧 family: man, woman, girl, girl|child
👨‍👨‍👦 family: man, man, boy|child
👨‍👨‍👧 family: man, man, girl|child
👨‍👨‍👧‍👦 family: man, man, girl, boy|child
👨‍👨‍👦‍👦 family: man, man, boy, boy|child
👨‍👨‍👧‍👧 family: man, man, girl, girl|child
👩‍👩‍👦 family: woman, woman, boy|child
👩‍👩‍👧 family: woman, woman, girl|child
👩‍👩‍👧‍👦 family: woman, woman, girl, boy|child
👩‍👩‍👦‍👦 family: woman, woman, boy, boy|child
👩‍👩‍👧‍👧 family: woman, woman, girl, girl|child
👨‍👦 family: man, boy|child
👨‍👦‍👦 family: man, boy, boy|child
👨‍👧 family: man, girl|child
👨‍👧‍👦 family: man, girl, boy|child
👨‍👧‍👧 family: man, girl, girl|child
👩‍👦 family: woman, boy|child
👩‍👦‍👦 family: woman, boy, boy|child
👩‍👧 family: woman, girl|child
👩‍👧‍👦 family: woman, girl, boy|child
👩‍👧‍👧 family: woman, girl, girl|child
🗣️ speaking head|face silhouette
👤 bust in silhouette|mysterious shadow
👥 busts in silhouette|bff everyone
🫂 people hugging|comfort embrace
👪 family|child
👣 footprints|barefoot clothing
=
🐵 monkey face|animal banana
🐒 monkey|animal banana
🦍 gorilla|animal
🦧 orangutan|animal ape
🐶 dog face|adorbs animal
🐕 dog|animal animals
🦮 guide dog|accessibility animal
🐕‍🦺 service dog|accessibility animal
🐩 poodle|animal dog
🐺 wolf|animal face
🦊 fox|animal face
🦝 raccoon|animal curious
🐱 cat face|animal kitten
🐈 cat|animal animals
🐈‍⬛ black cat|animal feline
🦁 lion|alpha animal
🐯 tiger face|animal big
🐅 tiger|animal big
🐆 leopard|animal big
🐴 horse face|animal dressage
🐎 horse|animal equestrian
🦄 unicorn|face
🦓 zebra|animal stripe
🦌 deer|animal
🦬 bison|animal buffalo
🐮 cow face|animal farm
🐂 ox|animal animals
🐃 water buffalo|animal zoo
🐄 cow|animal animals
🐷 pig face|animal bacon
🐖 pig|animal bacon
🐗 boar|animal pig
🐽 pig nose|animal face
🐏 ram|animal aries
🐑 ewe|animal baa
🐐 goat|animal capricorn
🐪 camel|animal desert
🐫 two-hump camel|animal bactrian
🦙 llama|alpaca animal
🦒 giraffe|animal spots
🐘 elephant|animal
🦣 mammoth|animal extinction
🦏 rhinoceros|animal
🦛 hippopotamus|animal
🐭 mouse face|animal
🐁 mouse|animal animals
🐀 rat|animal
🐹 hamster|animal face
🐰 rabbit face|animal bunny
🐇 rabbit|animal bunny
🐿️ chipmunk|animal squirrel
🦫 beaver|animal dam
🦔 hedgehog|animal spiny
🦇 bat|animal vampire
🐻 bear|animal face
🐻‍❄️ polar bear|animal arctic
🐨 koala|animal australia
🐼 panda|animal bamboo
🦥 sloth|lazy slow
🦦 otter|animal fishing
🦨 skunk|animal stink
🦘 kangaroo|animal joey
🦡 badger|animal honey
🐾 paw prints|feet paws
🦃 turkey|bird gobble
🐔 chicken|animal bird
🐓 rooster|animal bird
🐣 hatching chick|animal baby
🐤 baby chick|animal bird
🐥 front-facing baby chick|animal bird
🐦 bird|animal ornithology
🐧 penguin|animal antarctica
🕊️ dove|bird fly
🦅 eagle|animal bird
🦆 duck|animal bird
🦢 swan|animal bird
🦉 owl|animal bird
🦤 dodo|animal bird
🪶 feather|bird flight
🦩 flamingo|animal bird
🦚 peacock|animal bird
🦜 parrot|animal bird
🐸 frog|animal face
🐊 crocodile|animal zoo
🐢 turtle|animal terrapin
🦎 lizard|animal reptile
🐍 snake|animal bearer
🐲 dragon face|animal fairy
🐉 dragon|animal fairy
🦕 sauropod|brachiosaurus brontosaurus
🦖 t-rex|dinosaur t-rex
🐳 spouting whale|animal beach
🐋 whale|animal beach
🐬 dolphin|animal beach
🦭 seal|animal lion
🐟 fish|animal dinner
🐠 tropical fish|animal
🐡 blowfish|animal fish
🦈 shark|animal fish
🐙 octopus|animal creature
🐚 spiral shell|animal beach
🪸 coral|change climate
🦀 crab|cancer zodiac
🦞 lobster|animal bisque
🦐 shrimp|food shellfish
🦑 squid|animal food
🦪 oyster|diving pearl
🐌 snail|animal escargot
🦋 butterfly|insect pretty
🐛 bug|animal garden
🐜 ant|animal garden
🐝 honeybee|animal bee
🪲 beetle|animal bug
🐞 lady beetle|animal garden
🦗 cricket|animal bug
🪳 cockroach|animal insect
🕷️ spider|animal insect
🕸️ spider web
🦂 scorpion|scorpius zodiac
🦟 mosquito|bite disease
🪰 fly|animal disease
🪱 worm|animal annelid
🦠 microbe|amoeba bacteria
💐 bouquet|anniversary birthday
🌸 cherry blossom|flower plant
💮 white flower
🪷 lotus|beauty buddhism
🏵️ rosette|plant
🌹 rose|beauty elegant
🥀 wilted flower|dying
🌺 hibiscus|flower plant
🌻 sunflower|flower outdoors
🌼 blossom|buttercup dandelion
🌷 tulip|blossom flower
🌱 seedling|plant sapling
🪴 potted plant|decor grow
🌲 evergreen tree|christmas forest
🌳 deciduous tree|forest green
🌴 palm tree|beach plant
🌵 cactus|desert drought
🌾 sheaf of rice|ear grain
🌿 herb|leaf plant
☘️ shamrock|irish plant
🍀 four leaf clover|4 irish
🍁 maple leaf|falling
🍂 fallen leaf|autumn falling
🍃 leaf fluttering in wind|blow
🪹 empty nest|branch home
🪺 nest with eggs|bird branch
🍄 mushroom|fungus toadstool
=
🍇 grapes|dionysus fruit
🍈 melon|cantaloupe fruit
🍉 watermelon|fruit
🍊 tangerine|c citrus
🍋 lemon|citrus fruit
🍌 banana|fruit potassium
🍍 pineapple|colada fruit
🥭 mango|food fruit
🍎 red apple|diet food
🍏 green apple|fruit
🍐 pear|fruit
🍑 peach|fruit
🍒 cherries|berries cherry
🍓 strawberry|berry fruit
🫐 blueberries|berries berry
🥝 kiwi fruit|food
🍅 tomato|food fruit
🫒 olive|food
🥥 coconut|colada palm
🥑 avocado|food fruit
🍆 eggplant|aubergine vegetable
🥔 potato|food vegetable
🥕 carrot|food vegetable
🌽 ear of corn|crops farm
🌶️ hot pepper
🫑 bell pepper|capsicum food
🥒 cucumber|food pickle
🥬 leafy green|bok burgers
🥦 broccoli|cabbage wild
🧄 garlic|flavoring
🧅 onion|flavoring
🥜 peanuts|food nut
🫘 beans|food kidney
🌰 chestnut|almond plant
🍞 bread|carbs food
🥐 croissant|bread breakfast
🥖 baguette bread|food french
🫓 flatbread|arepa bread
🥨 pretzel|convoluted twisted
🥯 bagel|bakery bread
🥞 pancakes|breakfast crêpe
🧇 waffle|breakfast indecisive
🧀 cheese wedge
🍖 meat on bone
🍗 poultry leg|bone chicken
🥩 cut of meat|chop lambchop
🥓 bacon|breakfast food
🍔 hamburger|burger eat
🍟 french fries|fast food
🍕 pizza|cheese food
🌭 hot dog|frankfurter hotdog
🥪 sandwich|bread
🌮 taco|mexican
🌯 burrito|mexican wrap
🫔 tamale|food mexican
🥙 stuffed flatbread|falafel food
🧆 falafel|chickpea meatball
🥚 egg|breakfast food
🍳 cooking|breakfast easy
🥘 shallow pan of food|casserole paella
🍲 pot of food|soup stew
🫕 fondue|cheese chocolate
🥣 bowl with spoon|breakfast cereal
🥗 green salad|food
🍿 popcorn|corn movie
🧈 butter|dairy
🧂 salt|condiment flavor
🥫 canned food
🍱 bento box|food
🍘 rice cracker|food
🍙 rice ball|food japanese
🍚 cooked rice|food
🍛 curry rice|food
🍜 steaming bowl|chopsticks food
🍝 spaghetti|food meatballs
🍠 roasted sweet potato|food
🍢 oden|food kebab
🍣 sushi|food
🍤 fried shrimp|prawn tempura
🍥 fish cake with swirl|food pastry
🥮 moon cake|autumn festival
🍡 dango|dessert japanese
🥟 dumpling|empanada gyōza
🥠 fortune cookie|prophecy
🥡 takeout box|chopsticks delivery
🍦 soft ice cream|dessert food
🍧 shaved ice|dessert restaurant
🍨 ice cream|dessert food
🍩 doughnut|breakfast dessert
🍪 cookie|chip chocolate
🎂 birthday cake|bday celebration
🍰 shortcake|cake dessert
🧁 cupcake|bakery dessert
🥧 pie|apple filling
🍫 chocolate bar|candy dessert
🍬 candy|cavities dessert
🍭 lollipop|candy dessert
🍮 custard|dessert pudding
🍯 honey pot|barrel bear
🍼 baby bottle|babies birth
🥛 glass of milk|drink
☕ hot beverage|cafe caffeine
🫖 teapot|brew drink
🍵 teacup without handle|beverage cup
🍶 sake|bar beverage
🍾 bottle with popping cork|bar drink
🍷 wine glass|alcohol bar
🍸 cocktail glass|alcohol bar
🍹 tropical drink|alcohol bar
🍺 beer mug|alcohol ale
🍻 clinking beer mugs|alcohol bar
🥂 clinking glasses|celebrate drink
🥃 tumbler glass|liquor scotch
🫗 pouring liquid|accident drink
🥤 cup with straw|drink juice
🧋 bubble tea|boba food
🧃 beverage box|juice straw
🧉 mate|drink
🧊 ice|cold cube
🥢 chopsticks|hashi jeotgarak
🍽️ fork and knife with plate|cooking dinner
🍴 fork and knife|breakfast breaky
🥄 spoon|eat tableware
🔪 kitchen knife|chef cooking
🫙 jar|condiment container
🏺 amphora|aquarius cooking
=
🌍 globe showing europe-africa|earth world
🌎 globe showing americas|earth world
🌏 globe showing asia-australia|earth world
🌐 globe with meridians|earth internet
🗺️ world map
🗾 map of japan
🧭 compass|direction magnetic
🏔️ snow-capped mountain|cold
⛰️ mountain
🌋 volcano|eruption mountain
🗻 mount fuji|nature
🏕️ camping
🏖️ beach with umbrella
🏜️ desert
🏝️ desert island
🏞️ national park
🏟️ stadium
🏛️ classical building
🏗️ building construction|crane
🧱 brick|clay mortar
🪨 rock|boulder heavy
🪵 wood|log lumber
🛖 hut|home house
🏘️ houses
🏚️ derelict house|home
🏠 house|building country
🏡 house with garden|building country
🏢 office building|city cubical
🏣 japanese post office|building
🏤 post office|building european
🏥 hospital|building doctor
🏦 bank|building
🏨 hotel|building
🏩 love hotel|building
🏪 convenience store|24 building
🏫 school|building
🏬 department store|building
🏭 factory|building
🏯 japanese castle|building
🏰 castle|building european
💒 wedding|chapel hitched
🗼 tokyo tower
🗽 statue of liberty|new ny
⛪ church|bless chapel
🕌 mosque|islam masjid
🛕 hindu temple
🕍 synagogue|jew jewish
⛩️ shinto shrine|religion
🕋 kaaba|hajj islam
⛲ fountain
⛺ tent|camping
🌁 foggy
🌃 night with stars
🏙️ cityscape
🌄 sunrise over mountains|morning
🌅 sunrise|morning nature
🌆 cityscape at dusk|building evening
🌇 sunset|building dusk
🌉 bridge at night
♨️ hot springs|hotsprings steaming
🎠 carousel horse|entertainment
🛝 playground slide|amusement park
🎡 ferris wheel|amusement park
🎢 roller coaster|amusement park
💈 barber pole|cut fresh
🎪 circus tent
🚂 locomotive|caboose engine
🚃 railway car|electric train
🚄 high-speed train|railway shinkansen
🚅 bullet train|high-speed nose
🚆 train|arrived choo
🚇 metro|subway travel
🚈 light rail|arrived monorail
🚉 station|railway train
🚊 tram|trolleybus
🚝 monorail|vehicle
🚞 mountain railway|car trip
🚋 tram car|bus trolley
🚌 bus|school vehicle
🚍 oncoming bus|cars
🚎 trolleybus|bus tram
🚐 minibus|bus drive
🚑 ambulance|emergency vehicle
🚒 fire engine|truck
🚓 police car|5–0 cops
🚔 oncoming police car
🚕 taxi|cab cabbie
🚖 oncoming taxi|cab cabbie
🚗 automobile|car driving
🚘 oncoming automobile|car cars
🚙 sport utility vehicle|car drive
🛻 pickup truck|automobile car
🚚 delivery truck|car drive
🚛 articulated lorry|car drive
🚜 tractor|vehicle
🏎️ racing car|zoom
🏍️ motorcycle|racing
🛵 motor scooter
🦽 manual wheelchair|accessibility
🦼 motorized wheelchair|accessibility
🛺 auto rickshaw|tuk
🚲 bicycle|bike class
🛴 kick scooter
🛹 skateboard|board skater
🛼 roller skate|blades sport
🚏 bus stop|busstop
🛣️ motorway|highway road
🛤️ railway track|train
🛢️ oil drum
⛽ fuel pump|diesel gas
🛞 wheel|car circle
🚨 police car light|alarm alert
🚥 horizontal traffic light|intersection signal
🚦 vertical traffic light|drove intersection
🛑 stop sign|octagonal
🚧 construction|barrier
⚓ anchor|ship tool
🛟 ring buoy|float life
⛵ sailboat|boat resort
🛶 canoe|boat
🚤 speedboat|billionaire boat
🛳️ passenger ship
⛴️ ferry|boat passenger
🛥️ motor boat
🚢 ship|boat passenger
✈️ airplane|aeroplane fly
🛩️ small airplane|aeroplane plane
🛫 airplane departure|aeroplane check-in
🛬 airplane arrival|aeroplane arriving
🪂 parachute|hang-glide parasail
💺 seat|chair
🚁 helicopter|copter roflcopter
🚟 suspension railway
🚠 mountain cableway|gondola lift
🚡 aerial tramway|cable car
🛰️ satellite|space
🚀 rocket|launch space
🛸 flying saucer|aliens extra
🛎️ bellhop bell|hotel
🧳 luggage|bag packing
⌛ hourglass done|sand time
⏳ hourglass not done|flowing hours
⌚ watch|clock time
⏰ alarm clock|hours hrs
⏱️ stopwatch|clock time
⏲️ timer clock
🕰️ mantelpiece clock|time
🕛 twelve o’clock|12 12:00
🕧 twelve-thirty|12 12:30
🕐 one o’clock|1 1:00
🕜 one-thirty|1 1:30
🕑 two o’clock|2 2:00
🕝 two-thirty|2 2:30
🕒 three o’clock|3 3:00
🕞 three-thirty|3 30
🕓 four o’clock|4 4:00
🕟 four-thirty|30 4
🕔 five o’clock|5 5:00
🕠 five-thirty|30 5
🕕 six o’clock|6 6:00
🕡 six-thirty|30 6
🕖 seven o’clock|0 7
🕢 seven-thirty|30 7
🕗 eight o’clock|8 8:00
🕣 eight-thirty|30 8
🕘 nine o’clock|9 9:00
🕤 nine-thirty|30 9
🕙 ten o’clock|0 10
🕥 ten-thirty|10 10:30
🕚 eleven o’clock|11 11:00
🕦 eleven-thirty|11 11:30
🌑 new moon|dark space
🌒 waxing crescent moon|dreams space
🌓 first quarter moon|space
🌔 waxing gibbous moon|space
🌕 full moon|space
🌖 waning gibbous moon|space
🌗 last quarter moon|space
🌘 waning crescent moon|space
🌙 crescent moon|ramadan space
🌚 new moon face|space
🌛 first quarter moon face|space
🌜 last quarter moon face|dreams
🌡️ thermometer|weather
☀️ sun|bright rays
🌝 full moon face|bright
🌞 sun with face|beach bright
🪐 ringed planet|saturn saturnine
⭐ star|astronomy medium
🌟 glowing star|glittery night
🌠 shooting star|falling night
🌌 milky way|space
☁️ cloud|weather
⛅ sun behind cloud|weather
⛈️ cloud with lightning and rain|thunder thunderstorm
🌤️ sun behind small cloud|weather
🌥️ sun behind large cloud|weather
🌦️ sun behind rain cloud|weather
🌧️ cloud with rain|weather
🌨️ cloud with snow|cold weather
🌩️ cloud with lightning|weather
🌪️ tornado|cloud weather
🌫️ fog|cloud weather
🌬️ wind face|blow cloud
🌀 cyclone|dizzy hurricane
🌈 rainbow|gay genderqueer
🌂 closed umbrella|clothing rain
☂️ umbrella|clothing rain
☔ umbrella with rain drops|clothing weather
⛱️ umbrella on ground|rain sun
⚡ high voltage|danger electric
❄️ snowflake|cold weather
☃️ snowman|cold man
⛄ snowman without snow|cold man
☄️ comet|space
🔥 fire|af burn
💧 droplet|cold comic
🌊 water wave|nature ocean
=
🎃 jack-o-lantern|celebration halloween
🎄 christmas tree|celebration
🎆 fireworks|boom celebration
🎇 sparkler|boom celebration
🧨 firecracker|dynamite explosive
✨ sparkles|* magic
🎈 balloon|birthday celebrate
🎉 party popper|awesome birthday
🎊 confetti ball|celebrate celebration
🎋 tanabata tree|banner celebration
🎍 pine decoration|bamboo celebration
🎎 japanese dolls|celebration festival
🎏 carp streamer|celebration
🎐 wind chime|bell celebration
🎑 moon viewing ceremony|celebration
🧧 red envelope|gift good
🎀 ribbon|celebration
🎁 wrapped gift|birthday bow
🎗️ reminder ribbon|celebration
🎟️ admission tickets
🎫 ticket|admission stub
🎖️ military medal|award celebration
🏆 trophy|champion champs
🏅 sports medal|award gold
🥇 1st place medal|first gold
🥈 2nd place medal|second silver
🥉 3rd place medal|bronze third
⚽ soccer ball|football futbol
⚾ baseball|ball sport
🥎 softball|ball glove
🏀 basketball|ball hoop
🏐 volleyball|ball game
🏈 american football|ball bowl
🏉 rugby football|ball sport
🎾 tennis|ball racquet
🥏 flying disc|ultimate
🎳 bowling|ball game
🏏 cricket game|ball bat
🏑 field hockey|ball game
🏒 ice hockey|game puck
🥍 lacrosse|ball goal
🏓 ping pong|ball bat
🏸 badminton|birdie game
🥊 boxing glove
🥋 martial arts uniform|judo karate
🥅 goal net
⛳ flag in hole|golf sport
⛸️ ice skate|skating
🎣 fishing pole|entertainment sport
🤿 diving mask|scuba snorkeling
🎽 running shirt|athletics sash
🎿 skis|snow sport
🛷 sled|luge sleigh
🥌 curling stone|game rock
🎯 bullseye|dart direct
🪀 yo-yo|fluctuate toy
🪁 kite|fly soar
🔫 water pistol|gun handgun
🎱 pool 8 ball|8ball billiard
🔮 crystal ball|fairy fairytale
🪄 magic wand|witch wizard
🎮 video game|controller entertainment
🕹️ joystick|game video
🎰 slot machine|casino gamble
🎲 game die|dice entertainment
🧩 puzzle piece|clue interlocking
🧸 teddy bear|plaything plush
🪅 piñata|candy celebrate
🪩 mirror ball|dance disco
🪆 nesting dolls|babooshka baboushka
♠️ spade suit|card game
♥️ heart suit|card emotion
♦️ diamond suit|card game
♣️ club suit|card game
♟️ chess pawn|dupe expendable
🃏 joker|card game
🀄 mahjong red dragon|game
🎴 flower playing cards|game japanese
🎭 performing arts|actor actress
🖼️ framed picture|art museum
🎨 artist palette|artsy arty
🧵 thread|needle sewing
🪡 sewing needle|embroidery stitches
🧶 yarn|ball crochet
🪢 knot|cord rope
=
👓 glasses|clothing eye
🕶️ sunglasses|dark eye
🥽 goggles|dive eye
🥼 lab coat|clothes doctor
🦺 safety vest|emergency
👔 necktie|clothing employed
👕 t-shirt|blue casual
👖 jeans|blue casual
🧣 scarf|bundle cold
🧤 gloves|hand
🧥 coat|brr bundle
🧦 socks|stocking
👗 dress|clothes clothing
👘 kimono|clothing comfortable
🥻 sari|clothing dress
🩱 one-piece swimsuit|bathing one-piece
🩲 briefs|bathing one-piece
🩳 shorts|bathing pants
👙 bikini|bathing beach
👚 woman’s clothes|blouse clothing
👛 purse|clothes clothing
👜 handbag|bag clothes
👝 clutch bag|clothes clothing
🛍️ shopping bags|hotel
🎒 backpack|bag bookbag
🩴 thong sandal|beach flip
👞 man’s shoe|brown clothes
👟 running shoe|athletic clothes
🥾 hiking boot|backpacking brown
🥿 flat shoe|ballet comfy
👠 high-heeled shoe|clothes clothing
👡 woman’s sandal|clothing shoe
🩰 ballet shoes|dance
👢 woman’s boot|clothes clothing
👑 crown|clothing family
👒 woman’s hat|clothes clothing
🎩 top hat|clothes clothing
🎓 graduation cap|celebration clothing
🧢 billed cap|baseball bent
🪖 military helmet|army soldier
⛑️ rescue worker’s helmet|aid cross
📿 prayer beads|clothing necklace
💄 lipstick|cosmetics date
💍 ring|diamond engaged
💎 gem stone|diamond engagement
🔇 muted speaker|quiet silent
🔈 speaker low volume|soft sound
🔉 speaker medium volume|sound
🔊 speaker high volume|loud music
📢 loudspeaker|address communication
📣 megaphone|cheering sound
📯 postal horn
🔔 bell|break church
🔕 bell with slash|forbidden mute
🎼 musical score|note
🎵 musical note|sound
🎶 musical notes|sound
🎙️ studio microphone|music
🎚️ level slider|music
🎛️ control knobs|music
🎤 microphone|karaoke music
🎧 headphone|earbud sound
📻 radio|entertainment tbt
🎷 saxophone|instrument music
🎺 trumpet|instrument music
🪗 accordion|box concertina
🎸 guitar|instrument music
🎹 musical keyboard|instrument piano
🎻 violin|instrument music
🪕 banjo|music stringed
🥁 drum|music
🪘 long drum|beat conga
📱 mobile phone|cell communication
📲 mobile phone with arrow|build call
☎️ telephone|phone
📞 telephone receiver|communication phone
📟 pager|communication
📠 fax machine|communication
🔋 battery
🪫 low battery|drained electronic
🔌 electric plug
💻 laptop|computer office
🖥️ desktop computer|monitor
🖨️ printer|computer
⌨️ keyboard|computer
🖱️ computer mouse
🖲️ trackball|computer
💽 computer disk|minidisk optical
💾 floppy disk|computer
💿 optical disk|blu-ray cd
📀 dvd|blu-ray cd
🧮 abacus|calculation calculator
🎥 movie camera|bollywood cinema
🎞️ film frames|cinema movie
📽️ film projector|cinema movie
🎬 clapper board|action movie
📺 television|tv video
📷 camera|photo selfie
📸 camera with flash|video
📹 video camera|camcorder tbt
📼 videocassette|old school
🔍 magnifying glass tilted left|lab science
🔎 magnifying glass tilted right|contact lab
🕯️ candle|light
💡 light bulb|comic electric
🔦 flashlight|electric light
🏮 red paper lantern|bar light
🪔 diya lamp|light oil
📔 notebook with decorative cover|book decorated
📕 closed book|education
📖 open book|education fantasy
📗 green book|education fantasy
📘 blue book|education fantasy
📙 orange book|education fantasy
📚 books|education fantasy
📓 notebook
📒 ledger|notebook
📃 page with curl|document paper
📜 scroll|paper
📄 page facing up|document paper
📰 newspaper|communication paper
🗞️ rolled-up newspaper|paper
📑 bookmark tabs|mark marker
🔖 bookmark|mark
🏷️ label|tag
🪙 coin|dollar euro
💰 money bag|bank bet
💴 yen banknote|bill currency
💵 dollar banknote|bill currency
💶 euro banknote|100 bill
💷 pound banknote|bill billion
💸 money with wings|bank banknote
💳 credit card|bank cash
🧾 receipt|accounting bookkeeping
💹 chart increasing with yen|bank currency
✉️ envelope|e-mail email
📧 e-mail|email letter
📨 incoming envelope|delivering e-mail
📩 envelope with arrow|communication down
📤 outbox tray|box email
📥 inbox tray|box email
📦 package|box communication
📫 closed mailbox with raised flag|communication postbox
📪 closed mailbox with lowered flag|postbox
📬 open mailbox with raised flag|postbox
📭 open mailbox with lowered flag|postbox
📮 postbox|mail mailbox
🗳️ ballot box with ballot
✏️ pencil
✒️ black nib|pen
🖋️ fountain pen
🖊️ pen|ballpoint
🖌️ paintbrush|painting
🖍️ crayon
📝 memo|communication media
💼 briefcase|office
📁 file folder
📂 open file folder
🗂️ card index dividers
📅 calendar|date
📆 tear-off calendar
🗒️ spiral notepad|pad
🗓️ spiral calendar|pad
📇 card index|old rolodex
📈 chart increasing|data graph
📉 chart decreasing|data down
📊 bar chart|data graph
📋 clipboard|do list
📌 pushpin|collage pin
📍 round pushpin|location map
📎 paperclip
🖇️ linked paperclips
📏 straight ruler|angle edge
📐 triangular ruler|angle math
✂️ scissors|cut cutting
🗃️ card file box
🗄️ file cabinet|filing paper
🗑️ wastebasket|can garbage
🔒 locked|closed private
🔓 unlocked|cracked lock
🔏 locked with pen|ink nib
🔐 locked with key|bike closed
🔑 key|keys lock
🗝️ old key|clue lock
🔨 hammer|home improvement
🪓 axe|chop hatchet
⛏️ pick|hammer mining
⚒️ hammer and pick|tool
🛠️ hammer and wrench|spanner tool
🗡️ dagger|knife weapon
⚔️ crossed swords|weapon
💣 bomb|boom comic
🪃 boomerang|rebound repercussion
🏹 bow and arrow|archer archery
🛡️ shield|weapon
🪚 carpentry saw|carpenter cut
🔧 wrench|home improvement
🪛 screwdriver|flathead handy
🔩 nut and bolt|home improvement
⚙️ gear|cog cogwheel
🗜️ clamp|compress tool
⚖️ balance scale|justice libra
🦯 white cane|accessibility blind
🔗 link
⛓️ chains
🪝 hook|catch crook
🧰 toolbox|box chest
🧲 magnet|attraction horseshoe
🪜 ladder|climb rung
⚗️ alembic|chemistry tool
🧪 test tube|chemist chemistry
🧫 petri dish|bacteria biologist
🧬 dna|biologist evolution
🔬 microscope|experiment lab
🔭 telescope|contact extraterrestrial
📡 satellite antenna|aliens contact
💉 syringe|doctor flu
🩸 drop of blood|bleed donation
💊 pill|doctor drugs
🩹 adhesive bandage
🩼 crutch|aid cane
🩺 stethoscope|doctor heart
🩻 x-ray|bones doctor
🚪 door|back closet
🛗 elevator|accessibility hoist
🪞 mirror|makeup reflection
🪟 window|air frame
🛏️ bed|hotel sleep
🛋️ couch and lamp|hotel
🪑 chair|seat sit
🚽 toilet|bathroom
🪠 plunger|cup force
🚿 shower|water
🛁 bathtub
🪤 mouse trap|bait cheese
🪒 razor|sharp shave
🧴 lotion bottle|moisturizer shampoo
🧷 safety pin|diaper punk
🧹 broom|cleaning sweeping
🧺 basket|farming laundry
🧻 roll of paper|toilet towels
🪣 bucket|cask pail
🧼 soap|bar bathing
🫧 bubbles|burp clean
🪥 toothbrush|bathroom brush
🧽 sponge|absorbing cleaning
🧯 fire extinguisher|quench
🛒 shopping cart|trolley
🚬 cigarette|smoking
⚰️ coffin|dead death
🪦 headstone|cemetery dead
⚱️ funeral urn|ashes death
🧿 nazar amulet|bead blue
🪬 hamsa|amulet fatima
🗿 moai|face moyai
🪧 placard|card demonstration
🪪 identification card|credentials document
=
🏧 atm sign|automated bank
🚮 litter in bin sign
🚰 potable water|drinking
♿ wheelchair symbol|access handicap
🚹 men’s room|bathroom lavatory
🚺 women’s room|bathroom lavatory
🚻 restroom|bathroom lavatory
🚼 baby symbol|changing
🚾 water closet|bathroom lavatory
🛂 passport control
🛃 customs|packing
🛄 baggage claim|arrived bags
🛅 left luggage|baggage case
⚠️ warning|caution
🚸 children crossing|pedestrian traffic
⛔ no entry|do fail
🚫 prohibited|entry forbidden
🚳 no bicycles|bike forbidden
🚭 no smoking|forbidden not
🚯 no littering|forbidden not
🚱 non-potable water|dry non-drinking
🚷 no pedestrians|forbidden not
📵 no mobile phones|cell forbidden
🔞 no one under eighteen|18 age
☢️ radioactive|sign
☣️ biohazard|sign
⬆️ up arrow|cardinal direction
↗️ up-right arrow|direction intercardinal
➡️ right arrow|cardinal direction
↘️ down-right arrow|direction intercardinal
⬇️ down arrow|cardinal direction
↙️ down-left arrow|direction intercardinal
⬅️ left arrow|cardinal direction
↖️ up-left arrow|direction intercardinal
↕️ up-down arrow|up-down
↔️ left-right arrow
↩️ right arrow curving left
↪️ left arrow curving right
⤴️ right arrow curving up
⤵️ right arrow curving down
🔃 clockwise vertical arrows|refresh reload
🔄 counterclockwise arrows button|again anticlockwise
🔙 back arrow
🔚 end arrow
🔛 on! arrow|mark on!
🔜 soon arrow|brb omw
🔝 top arrow|homie up
🛐 place of worship|pray religion
⚛️ atom symbol|atheist
🕉️ om|hindu religion
✡️ star of david|jew jewish
☸️ wheel of dharma|buddhist religion
☯️ yin yang|difficult lives
✝️ latin cross|christ christian
☦️ orthodox cross|christian religion
☪️ star and crescent|islam muslim
☮️ peace symbol|healing
🕎 menorah|candelabrum candlestick
🔯 dotted six-pointed star|fortune jewish
♈ aries|horoscope ram
♉ taurus|bull horoscope
♊ gemini|horoscope twins
♋ cancer|crab horoscope
♌ leo|horoscope lion
♍ virgo|horoscope zodiac
♎ libra|balance horoscope
♏ scorpio|horoscope scorpius
♐ sagittarius|archer horoscope
♑ capricorn|goat horoscope
♒ aquarius|bearer horoscope
♓ pisces|fish horoscope
⛎ ophiuchus|bearer serpent
🔀 shuffle tracks button|arrow crossed
🔁 repeat button|arrow clockwise
🔂 repeat single button|arrow clockwise
▶️ play button|arrow right
⏩ fast-forward button|arrow double
⏭️ next track button|arrow scene
⏯️ play or pause button|arrow right
◀️ reverse button|arrow left
⏪ fast reverse button|arrow double
⏮️ last track button|arrow previous
🔼 upwards button|arrow red
⏫ fast up button|arrow double
🔽 downwards button|arrow red
⏬ fast down button|arrow double
⏸️ pause button|bar double
⏹️ stop button|square
⏺️ record button|circle
⏏️ eject button
🎦 cinema|camera film
🔅 dim button|brightness low
🔆 bright button|light
📶 antenna bars|cell communication
📳 vibration mode|cell communication
📴 mobile phone off|cell telephone
♀️ female sign|woman
♂️ male sign|man
⚧️ transgender symbol
✖️ multiply|cancel multiplication
➕ plus|+
➖ minus|- heavy
➗ divide|division heavy
🟰 heavy equals sign|answer equality
♾️ infinity|forever unbounded
‼️ double exclamation mark|! !!
⁉️ exclamation question mark|! !?
❓ red question mark|? punctuation
❔ white question mark|? outlined
❕ white exclamation mark|! outlined
❗ red exclamation mark|! punctuation
〰️ wavy dash|punctuation
💱 currency exchange|bank money
💲 heavy dollar sign|billion cash
⚕️ medical symbol|aesculapius medicine
♻️ recycling symbol|recycle
⚜️ fleur-de-lis|knights
🔱 trident emblem|anchor poseidon
📛 name badge
🔰 japanese symbol for beginner|chevron green
⭕ hollow red circle|heavy large
✅ check mark button|complete completed
☑️ check box with check|ballot done
✔️ check mark|done heavy
❌ cross mark|cancel multiplication
❎ cross mark button|multiplication multiply
➰ curly loop
➿ double curly loop
〽️ part alternation mark
✳️ eight-spoked asterisk|*
✴️ eight-pointed star|*
❇️ sparkle|*
©️ copyright
®️ registered
™️ trade mark|tm
#️⃣ keycap: #
*️⃣ keycap: *
0️⃣ keycap: 0|zero
1️⃣ keycap: 1|one
2️⃣ keycap: 2|two
3️⃣ keycap: 3|three
4️⃣ keycap: 4|four
5️⃣ keycap: 5|five
6️⃣ keycap: 6|six
7️⃣ keycap: 7|seven
8️⃣ keycap: 8|eight
9️⃣ keycap: 9|nine
🔟 keycap: 10
🔠 input latin uppercase|abcd letters
🔡 input latin lowercase|abcd letters
🔢 input numbers|1234
🔣 input symbols|% &
🔤 input latin letters|abc alphabet
🅰️ a button (blood type)
🆎 ab button (blood type)
🅱️ b button (blood type)
🆑 cl button
🆒 cool button
🆓 free button
ℹ️ information
🆔 id button|identity
Ⓜ️ circled m
🆕 new button
🆖 ng button
🅾️ o button (blood type)
🆗 ok button|okay
🅿️ p button|parking
🆘 sos button|help
🆙 up! button|mark up!
🆚 vs button|versus
🈁 japanese “here” button|katakana
🈂️ japanese “service charge” button|katakana
🈷️ japanese “monthly amount” button|ideograph
🈶 japanese “not free of charge” button|ideograph
🈯 japanese “reserved” button|ideograph
🉐 japanese “bargain” button|ideograph
🈹 japanese “discount” button|ideograph
🈚 japanese “free of charge” button|ideograph
🈲 japanese “prohibited” button|ideograph
🉑 japanese “acceptable” button|ideograph
🈸 japanese “application” button|ideograph
🈴 japanese “passing grade” button|ideograph
🈳 japanese “vacancy” button|ideograph
㊗️ japanese “congratulations” button|ideograph
㊙️ japanese “secret” button|ideograph
🈺 japanese “open for business” button|ideograph
🈵 japanese “no vacancy” button|ideograph
🔴 red circle|geometric
🟠 orange circle
🟡 yellow circle
🟢 green circle
🔵 blue circle|geometric
🟣 purple circle
🟤 brown circle
⚫ black circle|geometric
⚪ white circle|geometric
🟥 red square|card penalty
🟧 orange square
🟨 yellow square|card penalty
🟩 green square
🟦 blue square
🟪 purple square
🟫 brown square
⬛ black large square|geometric
⬜ white large square|geometric
◼️ black medium square|geometric
◻️ white medium square|geometric
◾ black medium-small square|geometric
◽ white medium-small square|geometric
▪️ black small square|geometric
▫️ white small square|geometric
🔶 large orange diamond|geometric
🔷 large blue diamond|geometric
🔸 small orange diamond|geometric
🔹 small blue diamond|geometric
🔺 red triangle pointed up|geometric
🔻 red triangle pointed down|geometric
💠 diamond with a dot|comic geometric
🔘 radio button|geometric
🔳 white square button|geometric outlined
🔲 black square button|geometric
=
🏁 chequered flag|checkered finish
🚩 triangular flag|construction golf
🎌 crossed flags|celebration japanese
🏴 black flag|waving
🏳️ white flag|waving
🏳️‍🌈 rainbow flag|bisexual gay
🏳️‍⚧️ transgender flag|blue light
🏴‍☠️ pirate flag|jolly plunder
🇦🇨 ascension island|ac
🇦🇩 andorra|ad
🇦🇪 united arab emirates|ae
🇦🇫 afghanistan
🇦🇬 antigua & barbuda|ag
🇦🇮 anguilla|ai
🇦🇱 albania
🇦🇲 armenia|am
🇦🇴 angola|ao
🇦🇶 antarctica|aq
🇦🇷 argentina
🇦🇸 american samoa|as
🇦🇹 austria|at
🇦🇺 australia
🇦🇼 aruba|aw
🇦🇽 åland islands|ax
🇦🇿 azerbaijan
🇧🇦 bosnia & herzegovina|ba
🇧🇧 barbados|bb
🇧🇩 bangladesh|bd
🇧🇪 belgium
🇧🇫 burkina faso|bf
🇧🇬 bulgaria|bg
🇧🇭 bahrain|bh
🇧🇮 burundi|bi
🇧🇯 benin|bj
🇧🇱 st. barthélemy|bl
🇧🇲 bermuda|bm
🇧🇳 brunei|bn
🇧🇴 bolivia
🇧🇶 caribbean netherlands|bq
🇧🇷 brazil
🇧🇸 bahamas|bs
🇧🇹 bhutan|bt
🇧🇻 bouvet island|bv
🇧🇼 botswana|bw
🇧🇾 belarus|by
🇧🇿 belize|bz
🇨🇦 canada
🇨🇨 cocos (keeling) islands|cc
🇨🇩 congo - kinshasa|cd
🇨🇫 central african republic|cf
🇨🇬 congo - brazzaville|cg
🇨🇭 switzerland|ch
🇨🇮 côte d’ivoire|ci
🇨🇰 cook islands|ck
🇨🇱 chile|cl
🇨🇲 cameroon|cm
🇨🇳 china|cn
🇨🇴 colombia
🇨🇵 clipperton island|cp
🇨🇷 costa rica|cr
🇨🇺 cuba
🇨🇻 cape verde|cv
🇨🇼 curaçao|cw
🇨🇽 christmas island|cx
🇨🇾 cyprus
🇨🇿 czechia
🇩🇪 germany|de
🇩🇬 diego garcia|dg
🇩🇯 djibouti
🇩🇰 denmark|dk
🇩🇲 dominica|dm
🇩🇴 dominican republic
🇩🇿 algeria|dz
🇪🇦 ceuta & melilla|ea
🇪🇨 ecuador
🇪🇪 estonia|ee
🇪🇬 egypt
🇪🇭 western sahara|eh
🇪🇷 eritrea
🇪🇸 spain|es
🇪🇹 ethiopia
🇪🇺 european union
🇫🇮 finland
🇫🇯 fiji|fj
🇫🇰 falkland islands|fk
🇫🇲 micronesia|fm
🇫🇴 faroe islands|fo
🇫🇷 france
🇬🇦 gabon
🇬🇧 united kingdom|gb
🇬🇩 grenada|gd
🇬🇪 georgia
🇬🇫 french guiana|gf
🇬🇬 guernsey|gg
🇬🇭 ghana
🇬🇮 gibraltar
🇬🇱 greenland|gl
🇬🇲 gambia|gm
🇬🇳 guinea|gn
🇬🇵 guadeloupe|gp
🇬🇶 equatorial guinea|gq
🇬🇷 greece
🇬🇸 south georgia & south sandwich islands|gs
🇬🇹 guatemala|gt
🇬🇺 guam
🇬🇼 guinea-bissau|gw
🇬🇾 guyana|gy
🇭🇰 hong kong sar china|hk
🇭🇲 heard & mcdonald islands|hm
🇭🇳 honduras|hn
🇭🇷 croatia|hr
🇭🇹 haiti|ht
🇭🇺 hungary
🇮🇨 canary islands|ic
🇮🇩 indonesia|id
🇮🇪 ireland|ie
🇮🇱 israel|il
🇮🇲 isle of man|im
🇮🇳 india
🇮🇴 british indian ocean territory|io
🇮🇶 iraq|iq
🇮🇷 iran
🇮🇸 iceland|is
🇮🇹 italy
🇯🇪 jersey
🇯🇲 jamaica|jm
🇯🇴 jordan
🇯🇵 japan|jp
🇰🇪 kenya
🇰🇬 kyrgyzstan|kg
🇰🇭 cambodia|kh
🇰🇮 kiribati
🇰🇲 comoros|km
🇰🇳 st. kitts & nevis|kn
🇰🇵 north korea|kp
🇰🇷 south korea|kr
🇰🇼 kuwait|kw
🇰🇾 cayman islands|ky
🇰🇿 kazakhstan|kz
🇱🇦 laos
🇱🇧 lebanon|lb
🇱🇨 st. lucia|lc
🇱🇮 liechtenstein
🇱🇰 sri lanka|lk
🇱🇷 liberia|lr
🇱🇸 lesotho|ls
🇱🇹 lithuania|lt
🇱🇺 luxembourg
🇱🇻 latvia|lv
🇱🇾 libya|ly
🇲🇦 morocco|ma
🇲🇨 monaco|mc
🇲🇩 moldova|md
🇲🇪 montenegro|me
🇲🇫 st. martin|mf
🇲🇬 madagascar|mg
🇲🇭 marshall islands|mh
🇲🇰 north macedonia|mk
🇲🇱 mali|ml
🇲🇲 myanmar (burma)|mm
🇲🇳 mongolia|mn
🇲🇴 macao sar china|mo
🇲🇵 northern mariana islands|mp
🇲🇶 martinique|mq
🇲🇷 mauritania|mr
🇲🇸 montserrat|ms
🇲🇹 malta|mt
🇲🇺 mauritius|mu
🇲🇻 maldives|mv
🇲🇼 malawi|mw
🇲🇽 mexico|mx
🇲🇾 malaysia|my
🇲🇿 mozambique|mz
🇳🇦 namibia
🇳🇨 new caledonia|nc
🇳🇪 niger|ne
🇳🇫 norfolk island|nf
🇳🇬 nigeria|ng
🇳🇮 nicaragua
🇳🇱 netherlands|nl
🇳🇴 norway
🇳🇵 nepal|np
🇳🇷 nauru|nr
🇳🇺 niue|nu
🇳🇿 new zealand|nz
🇴🇲 oman
🇵🇦 panama
🇵🇪 peru
🇵🇫 french polynesia|pf
🇵🇬 papua new guinea|pg
🇵🇭 philippines
🇵🇰 pakistan|pk
🇵🇱 poland|pl
🇵🇲 st. pierre & miquelon|pm
🇵🇳 pitcairn islands|pn
🇵🇷 puerto rico|pr
🇵🇸 palestinian territories|ps
🇵🇹 portugal|pt
🇵🇼 palau|pw
🇵🇾 paraguay|py
🇶🇦 qatar
🇷🇪 réunion|re
🇷🇴 romania
🇷🇸 serbia|rs
🇷🇺 russia
🇷🇼 rwanda
🇸🇦 saudi arabia
🇸🇧 solomon islands|sb
🇸🇨 seychelles|sc
🇸🇩 sudan|sd
🇸🇪 sweden|se
🇸🇬 singapore|sg
🇸🇭 st. helena|sh
🇸🇮 slovenia|si
🇸🇯 svalbard & jan mayen|sj
🇸🇰 slovakia|sk
🇸🇱 sierra leone|sl
🇸🇲 san marino|sm
🇸🇳 senegal|sn
🇸🇴 somalia
🇸🇷 suriname|sr
🇸🇸 south sudan|ss
🇸🇹 são tomé & príncipe|st
🇸🇻 el salvador|sv
🇸🇽 sint maarten|sx
🇸🇾 syria
🇸🇿 eswatini|sz
🇹🇦 tristan da cunha|ta
🇹🇨 turks & caicos islands|tc
🇹🇩 chad|td
🇹🇫 french southern territories|tf
🇹🇬 togo|tg
🇹🇭 thailand
🇹🇯 tajikistan|tj
🇹🇰 tokelau|tk
🇹🇱 timor-leste|tl
🇹🇲 turkmenistan|tm
🇹🇳 tunisia|tn
🇹🇴 tonga
🇹🇷 türkiye|tr
🇹🇹 trinidad & tobago|tt
🇹🇻 tuvalu|tv
🇹🇼 taiwan|tw
🇹🇿 tanzania|tz
🇺🇦 ukraine|ua
🇺🇬 uganda
🇺🇲 u.s. outlying islands|um
🇺🇳 united nations
🇺🇸 united states|us
🇺🇾 uruguay|uy
🇺🇿 uzbekistan
🇻🇦 vatican city
🇻🇨 st. vincent & grenadines|vc
🇻🇪 venezuela
🇻🇬 british virgin islands|vg
🇻🇮 u.s. virgin islands
🇻🇳 vietnam|vn
🇻🇺 vanuatu|vu
🇼🇫 wallis & futuna|wf
🇼🇸 samoa|ws
🇽🇰 kosovo|xk
🇾🇪 yemen
🇾🇹 mayotte|yt
🇿🇦 south africa|za
🇿🇲 zambia|zm
🇿🇼 zimbabwe|zw
🏴󠁧󠁢󠁥󠁮󠁧󠁿 england|gbeng
🏴󠁧󠁢󠁳󠁣󠁴󠁿 scotland|gbsct
🏴󠁧󠁢󠁷󠁬󠁳󠁿 wales|gbwls`;export{e as lines};