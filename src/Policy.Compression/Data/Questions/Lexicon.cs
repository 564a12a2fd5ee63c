namespace OptPolicy.Compression.Data.Questions;

/// <summary>The words that made questions are about.</summary>
internal static class Lexicon
{
    public static readonly string[] Things = Words(
        "order,password,account,subscription,invoice,refund,delivery,parcel,address,credit card,payment,email,phone number,profile,username,licence,warranty,receipt,voucher,gift card,booking,reservation,flight,ticket,plan,contract,phone,laptop,printer,router,app,website,basket,newsletter,backup,file,folder,photo,calendar,meeting,report,chart,key,database,server,domain,certificate,dashboard,language,currency,passport,visa,loan,mortgage,prescription,claim,policy,appointment,car,bike,garden,oven,fridge,camera,screen,charger,battery,suitcase,coat,piano,guitar,recipe,essay,novel,thesis");

    /// <summary>Verbs beside what undoes or opposes them.</summary>
    public static readonly (string Verb, string Opposite)[] Opposites =
    [
        ("open", "close"), ("enable", "disable"), ("turn on", "turn off"), ("add", "remove"), ("buy", "sell"), ("activate", "deactivate"), ("lock", "unlock"), ("connect", "disconnect"),
        ("install", "uninstall"), ("upgrade", "downgrade"), ("start", "stop"), ("upload", "download"), ("import", "export"), ("increase", "decrease"), ("extend", "shorten"), ("lend", "borrow"),
        ("send", "receive"), ("show", "hide"), ("block", "unblock"), ("mute", "unmute"), ("pack", "unpack"), ("hire", "fire"), ("accept", "reject"), ("fill", "empty"), ("load", "unload"), ("raise", "lower"),
    ];

    /// <summary>Verbs that mean nearly the same beside a thing.</summary>
    public static readonly string[][] AlikeVerbs =
    [
        ["cancel", "call off"], ["change", "modify", "alter"], ["delete", "erase", "get rid of"], ["reset", "restore"], ["find", "locate"], ["fix", "repair"], ["buy", "purchase"], ["get", "obtain"],
        ["return", "send back"], ["check", "verify"], ["begin", "start"], ["end", "finish"], ["choose", "select", "pick"], ["make", "create"], ["send", "post"], ["keep", "retain"], ["update", "refresh"],
    ];

    public static readonly string[] Verbs = Words("track,renew,print,share,transfer,recover,set up,schedule,report,test,configure,insure,clean,paint,store,ship,replace,rename,merge,pause,copy,scan,sign,archive,translate,record,design,rent,decorate,measure");

    public static readonly string[] People = Words(
        "Anna,Ben,Carla,David,Elena,Frank,Grace,Henry,Irene,Jack,Karen,Liam,Maria,Noel,Olivia,Peter,Quinn,Rosa,Sam,Tara,Umar,Vera,Walter,Yara,Zoe,Marco,Nadia,Oscar,Priya,Ravi,Sofia,Tomas");

    public static readonly string[] Surnames = Words("Lopez,Schmidt,Tanaka,Okafor,Novak,Rossi,Dubois,Larsen,Haddad,Kim,Silva,Petrov,Brown,Moreau,Fischer,Santos,Weber,Khan,Costa,Meyer");

    public static readonly string[] Places = Words(
        "Paris,Berlin,Madrid,Rome,Lisbon,Vienna,Oslo,Warsaw,Athens,Dublin,Tokyo,Seoul,Lima,Cairo,Nairobi,Boston,Chicago,Denver,Toronto,Sydney,Mumbai,Delhi,Spain,Italy,Norway,Japan,Brazil,Canada,Egypt,Kenya,Peru,Poland,Chile,India,Greece,Ireland");

    public static readonly string[] Jobs = Words("teacher,doctor,lawyer,baker,pilot,farmer,nurse,painter,singer,driver,judge,writer,chef,dentist,plumber,soldier,waiter,banker,editor,priest,student,manager,coach,sailor,tailor");

    public static readonly string[] Qualities = Words("famous,young,rich,honest,retired,talented,dangerous,lazy,married,popular,local,brave,clever,strict,generous,Canadian,Swedish,Mexican,Turkish,Korean");

    /// <summary>Adjectives, one that means nearly the same, and an opposite.</summary>
    public static readonly (string Word, string Alike, string Opposite)[] Adjectives =
    [
        ("fast", "quick", "slow"), ("cheap", "inexpensive", "expensive"), ("safe", "secure", "unsafe"), ("easy", "simple", "difficult"), ("happy", "glad", "sad"), ("quiet", "silent", "noisy"),
        ("strong", "powerful", "weak"), ("clean", "tidy", "dirty"), ("calm", "relaxed", "nervous"), ("polite", "courteous", "rude"), ("smart", "intelligent", "stupid"), ("careful", "cautious", "careless"),
        ("big", "large", "small"), ("important", "significant", "unimportant"), ("fair", "just", "unfair"), ("healthy", "fit", "unhealthy"), ("legal", "lawful", "illegal"), ("normal", "usual", "abnormal"),
        ("useful", "helpful", "useless"), ("confident", "self-assured", "insecure"), ("tired", "exhausted", "rested"), ("bright", "radiant", "dark"), ("wealthy", "rich", "poor"), ("brave", "courageous", "cowardly"),
    ];

    public static readonly string[] Activities = Words("run,swim,sleep,eat,study,drive,drink coffee,smoke,work,travel,drink,dance,exercise,fast,hike,sing,play outside,call customers,water plants,fly,invest,take a shower");

    public static readonly string[] Animals = Words("dog,cat,rabbit,horse,parrot,hamster,goat,duck,turtle,goldfish,ferret,pony,lizard,chicken,pig,sheep");

    public static readonly string[] Foods = Words("rice,bread,cheese,apples,nuts,carrots,honey,milk,chocolate,grapes,fish,beans,potatoes,onions,yoghurt,corn");

    public static readonly string[] Currencies = Words("dollars,euros,pounds,yen,francs,pesos,rupees,crowns");

    /// <summary>What somebody does to somebody, and how it is said in the third person and of the past.</summary>
    public static readonly (string Base, string Third, string Past)[] Relations =
    [
        ("pay", "pays", "paid"), ("help", "helps", "helped"), ("invite", "invites", "invited"), ("teach", "teaches", "taught"), ("blame", "blames", "blamed"),
        ("follow", "follows", "followed"), ("trust", "trusts", "trusted"), ("admire", "admires", "admired"), ("call", "calls", "called"), ("hire", "hires", "hired"),
        ("visit", "visits", "visited"), ("know", "knows", "known"), ("support", "supports", "supported"), ("punish", "punishes", "punished"), ("love", "loves", "loved"),
        ("chase", "chases", "chased"), ("sue", "sues", "sued"), ("beat", "beats", "beaten"), ("protect", "protects", "protected"), ("thank", "thanks", "thanked"),
    ];

    /// <summary>What is done with things, and the participle.</summary>
    public static readonly (string Verb, string Done)[] Deeds =
    [
        ("paint", "painted"), ("sell", "sold"), ("break", "broken"), ("clean", "cleaned"), ("find", "found"), ("repair", "repaired"), ("lose", "lost"), ("buy", "bought"), ("steal", "stolen"), ("design", "designed"),
        ("return", "returned"), ("send", "sent"), ("hide", "hidden"), ("open", "opened"), ("describe", "described"), ("inspect", "inspected"), ("forget", "forgotten"), ("replace", "replaced"), ("choose", "chosen"), ("destroy", "destroyed"),
    ];

    public static readonly string[] MutualRelations = Words("married to,related to,engaged to,friends with,the same age as,different from,similar to,as tall as,in the same class as,next to,divorced from");

    public static readonly string[] OneWayRelations = Words("older than,taller than,the parent of,the boss of,afraid of,in love with,behind,ahead of,richer than,angry with,proud of,responsible for");

    public static readonly string[] Months = Words("January,February,March,April,May,June,July,August,September,October,November,December");

    public static readonly string[] Numbers = Words("zero,one,two,three,four,five,six,seven,eight,nine,ten,eleven,twelve");

    public static readonly (string Short, string Long)[] Units = [("km", "kilometres"), ("kg", "kilograms"), ("cm", "centimetres"), ("lb", "pounds"), ("h", "hours"), ("min", "minutes"), ("mi", "miles"), ("l", "litres"), ("GB", "gigabytes"), ("MB", "megabytes")];

    public static readonly string[] Events = Words("the wedding,the exam,the meeting,surgery,the interview,breakfast,lunch,the flight,the move,payday,checkout,the match,the storm,the war,graduation,the merger,the election,the update,sunrise,midnight");

    private static string[] Words(string list) => list.Split(',');
}
