using System.Collections.Frozen;

namespace OptPolicy;

/// <summary>Forms that endings do not tell: "bought" of "buy", "mice" of "mouse". Those that are common words of their own, such as "left", stay.</summary>
internal static class IrregularForms
{
    private const string Table =
        """
        arise:arose,arisen awake:awoke,awoken beat:beaten become:became begin:began,begun bend:bent bite:bitten bleed:bled blow:blew,blown
        break:broke,broken breed:bred bring:brought build:built burn:burnt buy:bought catch:caught choose:chose,chosen cling:clung come:came
        creep:crept deal:dealt dig:dug draw:drew,drawn dream:dreamt drink:drank,drunk drive:drove,driven eat:ate,eaten fall:fell,fallen
        feed:fed fight:fought flee:fled fling:flung fly:flew,flown forbid:forbade,forbidden forget:forgot,forgotten forgive:forgave,forgiven
        freeze:froze,frozen give:gave,given go:went,gone grow:grew,grown hang:hung hear:heard hide:hid,hidden hold:held keep:kept
        kneel:knelt know:knew,known lay:laid leap:leapt learn:learnt lend:lent lose:lost make:made mean:meant meet:met pay:paid
        ride:rode,ridden ring:rang,rung rise:risen run:ran say:said see:seen seek:sought sell:sold send:sent shake:shook,shaken shine:shone
        show:shown shrink:shrank,shrunk sing:sang,sung sink:sank,sunk sit:sat sleep:slept slide:slid smell:smelt speak:spoke,spoken
        spell:spelt spend:spent spill:spilt spin:spun spit:spat spring:sprang,sprung stand:stood steal:stole,stolen stick:stuck sting:stung
        strike:struck,stricken strive:strove,striven swear:swore,sworn sweep:swept swell:swollen swim:swam,swum swing:swung take:took,taken
        teach:taught tear:tore,torn tell:told throw:threw,thrown understand:understood wake:woke,woken wear:wore,worn weave:wove,woven
        weep:wept win:won withdraw:withdrew,withdrawn write:wrote,written undo:undid,undone overcome:overcame undergo:underwent,undergone
        child:children foot:feet tooth:teeth mouse:mice goose:geese wife:wives knife:knives half:halves shelf:shelves wolf:wolves
        analysis:analyses crisis:crises criterion:criteria
        """;

    private static readonly FrozenDictionary<string, string> Bases = Table.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        .Select(entry => entry.Split(':'))
        .SelectMany(entry => entry[1].Split(',').Select(form => KeyValuePair.Create(form, entry[0])))
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The word that <paramref name="word"/> is a form of, or <see langword="null"/>.</summary>
    public static string? Base(string word) => Bases.GetValueOrDefault(word);
}
