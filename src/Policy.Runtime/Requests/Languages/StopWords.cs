using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>The commonest words of twelve languages, and letters that only some of them use.</summary>
internal static class StopWords
{
    /// <summary>ISO 639-1 codes in bit order.</summary>
    public static readonly string[] Languages = ["en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "fi", "cs"];

    /// <summary>For each word, a bit per language that uses it.</summary>
    public static readonly FrozenDictionary<string, uint> ByWord = Build(
        "the a an is are was were be and or of to in on at for with from this that it you your i my me we our what how why when where who which do does did can could should would will please not have has had if by as about tell write explain give make there their they he she his her thanks hello hi help need want",
        "der die das ein eine einen einem einer ist sind war und oder von zu im in auf für mit aus bei nach ich du er sie es wir ihr mein meine meinen dein nicht kein keine wie was warum wann wo wer welche kann können soll sollte bitte haben hat habe wenn über auch noch den dem des mich mir uns danke hallo schreibe gibt",
        "le la les un une des du de et ou est sont était dans sur pour avec par je tu il elle nous vous mon ma mes votre vos ne pas plus que qui quoi comment pourquoi quand où quel quelle peut peux ai avez ce cette ces aux au se son sa ses merci bonjour veuillez j'ai c'est d'un l'on",
        "el la los las un una unos de del y o es son era en por para con sin yo tú él ella nosotros mi mis tu su sus no que qué cómo por cuándo dónde quién cuál puede puedo hay este esta estos al se lo le me más pero gracias hola quiero necesito está estoy",
        "il lo la i gli le un una di del della dei e o è sono era in nel su per con da io tu lui lei noi mio mia tuo non che cosa come perché quando dove chi quale può posso ho hai questo questa al si mi più ma grazie ciao vorrei sto",
        "o a os as um uma de do da dos das e ou é são era em no na por para com eu tu ele ela nós meu minha seu sua não que como porquê quando onde quem qual pode posso há este esta isso ao se me mais mas obrigado olá quero preciso você está estou",
        "de het een is zijn was en of van te in op voor met uit bij naar ik jij je hij zij wij we mijn jouw niet geen hoe wat waarom wanneer waar wie welke kan kunnen moet heb heeft als ook nog aan dat dit er om mij ons dank hallo graag wil",
        "i w na z do o od dla po jest są był nie tak to ten ta te że co jak dlaczego kiedy gdzie kto który która czy ja ty on ona my mój moja mam masz ma się ale lub oraz już mi mnie proszę dziękuję chcę mogę",
        "och eller är var i på av för med till från om jag du han hon vi ni min mitt mina din inte en ett den det de som hur vad varför när vem vilken kan ska skulle har att så men också mig oss tack hej vill",
        "og eller er var i på af for med til fra om jeg du han hun vi min mit mine din ikke en et den det de som hvordan hvad hvorfor hvornår hvor hvem hvilken kan skal skulle har at så men også mig os tak hej vil",
        "ja tai on ovat oli ei en minä sinä hän me te he minun sinun se tämä että mitä miten miksi milloin missä kuka mikä voi voin voinko olen onko mutta myös kun jos kiitos hei haluan",
        "a nebo je jsou byl v ve na z ze do o od pro s se si já ty on ona my můj moje ne není to ten ta že co jak proč kdy kde kdo který mám máte mohu může ale také když prosím děkuji chci jsem");

    // Bits follow Languages: de 1, fr 2, es 3, pt 5, pl 7, sv 8, da 9, fi 10, cs 11.
    public static uint OfLetters(ReadOnlySpan<char> word)
    {
        uint languages = 0;
        foreach (var c in word)
        {
            if (c < 0x80) continue;
            languages |= char.ToLowerInvariant(c) switch
            {
                'ß' => 1u << 1,
                'ü' => 1u << 1,
                'ö' or 'ä' => (1u << 1) | (1u << 8) | (1u << 10),
                'ê' or 'ç' => (1u << 2) | (1u << 5),
                'œ' or 'û' or 'î' or 'ë' => 1u << 2,
                'ñ' or '¿' or '¡' => 1u << 3,
                'ã' or 'õ' => 1u << 5,
                'ł' or 'ą' or 'ę' or 'ż' or 'ś' or 'ź' or 'ć' or 'ń' => 1u << 7,
                'å' => (1u << 8) | (1u << 9),
                'ø' or 'æ' => 1u << 9,
                'ř' or 'ě' or 'ů' or 'š' or 'č' or 'ž' => 1u << 11,
                _ => 0u,
            };
        }

        return languages;
    }

    private static FrozenDictionary<string, uint> Build(params ReadOnlySpan<string> words)
    {
        var byWord = new Dictionary<string, uint>(StringComparer.OrdinalIgnoreCase);
        for (var l = 0; l < words.Length; l++)
        {
            foreach (var word in words[l].Split(' '))
            {
                byWord.TryGetValue(word, out var languages);
                byWord[word] = languages | (1u << l);
            }
        }

        return byWord.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }
}
