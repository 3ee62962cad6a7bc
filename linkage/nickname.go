package linkage

import (
	"slices"
	"strings"
	"sync"
)

// nicknameGroups are forenames that one person goes by, common in England. A name
// may stand in several groups (Alex); two names are one when any group holds both.
const nicknameGroups = `
abigail abby abi abbie gail
adam ad
adrian ade
aidan aiden ayden
albert al bert bertie alby albie
alexander alex al alec xander sasha zander lex
alexandra alex alexa lexi sandra sasha lexie
alice ali allie
alison ali allie
amanda mandy
amelia millie amy mia
andrew andy drew
angela angie ange
anna annie ann anne
anthony tony ant antony
antonia toni
archibald archie
arthur art artie
barbara babs barb
benjamin ben benji benny
bethany beth
bradley brad
cameron cam
catherine katherine kathryn cath cathy kate katie kathy kat kitty kit katy
charles charlie chas chuck
charlotte charlie lottie lotte char
christian chris
christina chris chrissie tina
christine chris chrissie tina
christopher chris topher kit
daniel dan danny
danielle dani elle
david dave davy davey
deborah deb debbie
dominic dom nic
donald don
dorothy dot dottie
edward ed eddie ted teddy ned
eleanor ellie nell nora elle elinor ella
elizabeth liz lizzie beth betty eliza elsie libby lisa bess elisabeth ellie
emily em emmie millie
emma em emmie
evelyn evie eve
florence flo flossie florrie
frances fran frankie
francesca fran frankie chess
francis frank frankie
frederick fred freddie freddy
gabriel gabe
gabriella gabby ella
george georgie
georgina georgie gina
gerald gerry
grace gracie
gregory greg
harold harry hal
harriet hattie harry
harrison harry
harvey harv
henry harry hal hank
imogen immy
isaac ike zac zak
isabella bella izzy isobel isabel isabelle izzie bell
jack jackie john
jacob jake
jacqueline jackie
james jim jimmy jamie jem
janet jan
jasmine jas jazz yasmin
jeffrey jeff geoffrey geoff
jennifer jen jenny jenni
jeremy jez jerry
jessica jess jessie
joanna jo joanne
john jon johnny jack
jonathan jon john johnny jonny nathan
joseph joe joey
josephine jo josie
joshua josh
judith judy jude
julian jules
julia jules julie
kenneth ken kenny
kimberley kim kimberly
laurence larry laurie lawrence
leonard len lenny leo
leonardo leo
lewis lew louis louie lou
lillian lily lil lilly
louise lou lulu
lucy lu lucie
luke lucas
madeleine maddie maddy madison
margaret maggie meg peg peggy marge daisy greta
maria mary marie
martha marty
martin marty
matthew matt matty
maximilian max
megan meg
melissa mel lissa
michael mike mick micky mickey mikey
michelle shelly chelle
mohammed muhammad mohammad mohamed mo muhammed mohamad
molly mollie mol
natalie nat
natasha tasha nat
nathan nate nath
nathaniel nathan nate nat
nicholas nick nicky nico nicolas
nicola nicky nikki
oliver ollie olly
olivia liv livvy olly ollie
oscar ozzy
pamela pam
patricia pat trish tricia patsy
patrick pat paddy rick
penelope penny
peter pete
philip phil phillip pip
philippa pippa pip
phoebe phoebs
rachel rach rachael
raymond ray
rebecca becky becca bex
reginald reg reggie
richard rick dick rich richie ricky
robert bob rob bobby robbie bert
roberta bobbie
ronald ron ronnie
rosemary rose rosie
samantha sam sammy
samuel sam sammy
sarah sally sara
sebastian seb
sophia sophie sofia soph
stephanie steph
stephen steve steven stevie
susan sue susie suzanne
tabitha tabby
terence terry
theodore theo ted teddy
theresa terry tess teresa
thomas tom tommy
timothy tim timmy
tobias toby
valerie val
victoria vicky tori vicki
vincent vince
violet vi
wilfred wilf fred
william will bill billy liam willy
winifred winnie
yusuf yousef yosef yousuf
zachary zach zac zack zak
`

// nicknames maps a forename to the groups that hold it.
var nicknames = sync.OnceValue(func() map[string][]int {
	groups := map[string][]int{}
	for i, line := range strings.Split(strings.TrimSpace(nicknameGroups), "\n") {
		for name := range strings.FieldsSeq(line) {
			groups[name] = append(groups[name], i)
		}
	}
	return groups
})

// sameNickname reports whether two folded forenames are in one group.
func sameNickname(a, b string) bool {
	groups := nicknames()
	for _, x := range groups[a] {
		if slices.Contains(groups[b], x) {
			return true
		}
	}
	return false
}
