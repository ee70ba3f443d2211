"""Names that are common in Mali, in plain form (`lms.plain`). They help to see which part of a name is which, and prove nothing."""

_FAMILY = """
ba bagayogo bagayoko bah balde ballo barry bathily bengaly berete berthe bocoum bouare camara cisse cissokho cissouma coulibaly dabo dagno dakouo
damba danioko dansira daou dara dembele deme dena diabate diaby diakite diallo diarisso diarra diawara dicko diombana diop djire dolo doucoure
doumbia doumbouya drame fane fofana gadiaga gakou gassama goita goro gouro guindo guirou haidara jiddou kaba kaloga kamate kamissoko kane kanoute
kansaye kante karabenta karambe kassambara kassogue kebe keita kelema kodio koita koite koly konare konate kone konta koumare kouyate landoure ly
macalou magassa magassouba maguiraga maiga makadji malle mallet mangara marico mariko ndiaye niagado niakate niambele niangadou niangaly niare
nientao nimaga nomoko ongoiba ouane ouattara ouedraogo ouologuem ouonogo poudiougo sacko saganogo sagara samake samassekou samoura sanankoua
sangare sangho sanogo sanou saye sidibe simaga simpara sinayoko sinenta sininta sissoko sogoba sogodogo sogore somboro soumano soumare sountoura
sow sy sylla tall tamboura tangara tapo tembely tembine tereta tessougue thera thiam thiero tienta tigana timbely timbine togo togola togora tolo
toulema toumagnon tounkara toure traore yalcouye yanoga yaro yattara yossi zerbo zongo
"""

_GIVEN = """
abdallah abdoul abdoulaye abdrahamane abdramane aboubacar adama adiaratou ahmadou ahmed aicha aichata aissa aissata aissatou alassane ali alima
alioune almamy alou alpha aly amadou amara amidou amina aminata anna arouna assa assetou assitan astan astou ata awa baba babou badra bakary balla
banzoumana batoma benoit bintou boubacar boubou bourama brehima broulaye cheick cheikh coumba dado daniel daoud daouda david demba djelika djeneba
djibril djiguiba dramane drissa elisabeth fadimata fanta fatim fatima fatimata fatou fatouma fatoumata fily founeke fousseini fousseyni habib
habibatou hadja hadji halima hama hamadoun hamed hamidou harouna hassan hassane hawa ibrahim ibrahima idrissa ismael ismaila issa issaka issiaka
jean josephine kadia kadiatou kadidia kalifa kalilou karamogo karamoko karim kassim koniba konimba korotoumou ladji lalla lamine lassana lassina
lassine lobbo madani madina mahamadou mahamane maimouna makan malick mama mamadou mamou mamoutou mariam mariame marie marietou massa massitan
maurice michel modibo mohamed mohammed mory mouhamadou moulaye mountaga moussa moustapha nana nassira nene niakale niamoye nouh nouhoum oumar
oumou ousmane paul pierre rachel ramata ramatou rokia rokiatou safi safiatou saidou salia salif salimata samba sambou sanata sara sekou seriba
seydou siaka sidi sidiki sidy sira sirantou sory souleymane soumaila soumana soungalo tahirou tata tenimba tenin tidiane tiecoro tiemogo tiemoko
toumani yacine yacouba yahia yaya youba youssouf youssoufa zakaria zanga zeinabou zie zoumana
"""

FAMILY_NAMES = frozenset(_FAMILY.split())
GIVEN_NAMES = frozenset(_GIVEN.split())
