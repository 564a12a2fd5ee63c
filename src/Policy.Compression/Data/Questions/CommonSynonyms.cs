using System.Collections.Frozen;

namespace OptPolicy.Compression.Data.Questions;

/// <summary>Everyday words and phrases, each before those that can stand for it in most questions.</summary>
internal static class CommonSynonyms
{
    private const int LongestPhrase = 4;

    private static readonly string[][] Rows =
    [
        .. """
        get rid of|remove|eliminate; buy|purchase; big|large; huge|enormous|gigantic; small|little; tiny|very small; start|begin; starting|beginning; finish|complete
        hard|difficult|tough; easy|simple; easiest|simplest; quick|fast|rapid; quickly|fast|rapidly; smart|intelligent|clever; movie|film; movies|films
        phone|mobile phone|cell phone; phones|mobile phones|cell phones; smartphone|mobile phone; kid|child; kids|children; mom|mother; dad|father; tv|television
        car|automobile; photo|picture|photograph; photos|pictures|photographs; company|firm|business; companies|firms|businesses; earn money|make money
        earning money|making money; lose weight|reduce weight|shed weight; improve|enhance|better; improving|enhancing; learn|study; learning|studying; good|great|nice
        bad|poor; important|significant|essential; famous|well known|renowned; way|method; ways|methods; best way|easiest way|most effective way; reason|cause
        reasons|causes; difference|distinction; differences|distinctions; benefits|advantages; benefit|advantage; drawbacks|disadvantages|downsides
        pros and cons|advantages and disadvantages|benefits and drawbacks; meaning|sense; mean|signify; happen|occur|take place; happened|occurred|took place
        happens|occurs|takes place; use|utilize|make use of; used|utilized; help|assist; need|require; needs|requires; needed|required; want to|wish to|would like to
        allowed|permitted; allow|permit; fix|repair|mend; broken|out of order|not working; error|mistake; errors|mistakes; problem|issue|trouble; problems|issues
        fear|be afraid of; afraid of|scared of|frightened of; angry|mad; happy|glad; sad|unhappy; tired|exhausted; sick|ill; doctor|physician; doctors|physicians
        drug|medicine; medicine|medication; pain|ache; fat|overweight; skinny|slim|thin; pretty|beautiful; rich|wealthy; cheap|inexpensive|affordable; expensive|costly
        cheapest|least expensive; cost|price; costs|prices; pay|salary|wage; money|cash; currency|money; apartment|flat; flat|apartment; shop|store; shops|stores
        street|road; city|town; country|nation; countries|nations; people|persons; person|individual; man|guy; friend|buddy; boss|manager; colleague|coworker
        lawyer|attorney; police|cops; student|pupil; students|pupils; teacher|instructor; exam|test; exams|tests; prepare for|get ready for; preparing for|getting ready for
        homework|assignment; school|academy; university|college; website|site|web page; websites|sites; internet|web; app|application; apps|applications; program|software
        laptop|notebook computer; computer|pc; password|passcode; log in|sign in; login|sign in; sign up|register; delete|erase|remove; create|make; creating|making
        build|construct; choose|pick|select; choosing|picking|selecting; find|locate; search for|look for; looking for|searching for; look up|find; show|display; tell|inform
        explain|describe; describe|explain; send|transmit; receive|get; obtain|get; got|received; give|provide; provide|offer; keep|retain; stop|quit; stopping|quitting
        avoid|prevent; avoiding|preventing; prevent|stop; increase|raise|boost; increasing|raising|boosting; decrease|reduce|lower; reducing|lowering|decreasing
        change|modify|alter; changing|modifying; cancel|call off; postpone|delay; contact|get in touch with|reach; call|phone|ring; talk to|speak to|speak with; talk|speak
        speaking|talking; answer|reply; ask|inquire; think about|feel about; believe|think; understand|comprehend|grasp; remember|recall; forget|not remember
        decide|make a decision; try|attempt; trying|attempting; travel|go; trip|journey; trips|journeys; holiday|vacation; holidays|vacations; flight|plane ride
        plane|airplane|aircraft; airport|airfield; luggage|baggage; ticket|fare; reservation|booking; reserve|book; meal|dish; dinner|supper; recipe|instructions
        cook|prepare; drink|beverage; drinks|beverages; food|things to eat; song|tune; songs|tunes; begin|start; end|finish; current|present
        currently|at present|right now|at the moment; now|at present; soon|shortly; often|frequently; usually|normally|generally; sometimes|occasionally; rarely|seldom
        always|all the time; also|too; about|regarding|concerning; approximately|roughly|around; enough|sufficient; entire|whole; whole|entire; real|actual|genuine
        really|truly|actually; true|correct; correct|right; wrong|incorrect; false|untrue; maximum|highest possible; minimum|lowest possible; total|overall; amount|quantity
        number|quantity; kind of|type of|sort of; kinds of|types of|sorts of; type of|kind of|sort of; several|a few|some; many|a lot of|lots of; a lot of|many|plenty of
        latest|newest|most recent; newest|latest; old|aged; main|major|principal; primary|main; weird|strange|odd; strange|odd; funny|amusing|hilarious; scary|frightening
        dangerous|risky|hazardous; safe|secure; strong|powerful; popular|well liked; common|widespread; special|particular; different|distinct; similar|alike
        suitable|appropriate|fitting; possible|feasible; impossible|not possible; necessary|needed|required; effective|efficient; beginner|newcomer|novice
        beginners|newcomers|novices; expert|specialist; leader|head; invented|came up with; founded|established; wrote|authored; died|passed away; die|pass away
        death|passing; born|given birth to; marry|get married to; wedding|marriage ceremony; girlfriend|partner; speak english|talk in english; english|the english language
        sentence|phrase; essay|paper; weight|body weight; exercise|work out; muscles|muscle; sleep|slumber; wake up|get up; clean|cleanse; wash|clean; dirty|unclean
        stain|spot; stains|spots; hair fall|hair loss; acne|pimples; headache|head pain; government|state; president|head of state; war|armed conflict; law|legislation
        legal|lawful; illegal|unlawful|against the law; earth|the planet; universe|cosmos; life|existence; future|time to come; bank account|account at a bank
        credit card|charge card; invest|put money; shares|stock; refund|money back; delivery|shipment; package|parcel; track|follow; arrive|get here; buyer|customer
        customer service|customer support; seller|vendor
        """.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(row => row.Split('|')),
    ];

    private static readonly FrozenDictionary<string, string[]> Others = Rows.GroupBy(row => row[0], StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(g => g.Key, g => g.SelectMany(row => row.Skip(1)).Distinct(StringComparer.Ordinal).ToArray(), StringComparer.OrdinalIgnoreCase);

    /// <summary>The text with one phrase said otherwise; <see langword="null"/> when none can be.</summary>
    public static string? Say(string text, PairDraw draw)
    {
        var words = text.Split(' ');
        var places = new List<(int Start, int Length)>();
        for (var length = Math.Min(LongestPhrase, words.Length); length >= 1; length--)
        {
            for (var start = 0; start + length <= words.Length; start++)
            {
                var overlaps = places.Exists(p => start < p.Start + p.Length && p.Start < start + length);
                if (!overlaps && Others.ContainsKey(Phrase(words, start, length)))
                    places.Add((start, length));
            }
        }

        if (places.Count == 0)
            return null;

        var (at, count) = places[draw.Below(places.Count)];
        var end = words[at + count - 1];
        var mark = end[^(end.Length - end.TrimEnd('?', '.', ',', '!').Length)..];
        return string.Join(' ', [.. words[..at], draw.Of<string>(Others[Phrase(words, at, count)]) + mark, .. words[(at + count)..]]);
    }

    private static string Phrase(string[] words, int start, int length) => string.Join(' ', words[start..(start + length)]).TrimEnd('?', '.', ',', '!');
}
