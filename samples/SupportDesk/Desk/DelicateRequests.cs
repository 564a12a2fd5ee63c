using System.Text.RegularExpressions;
using OptPolicy;

namespace SupportSample;

/// <content>The part of the policy that is easier to say in C#.</content>
public sealed partial class SupportDesk
{
    private static partial bool IsDelicate(RequestFacts request) => Delicate().IsMatch(request.InputText);

    // Words that bring a lawyer, an authority or a fire brigade into the conversation.
    [GeneratedRegex("""
        solicitor|lawyer|avocat|anwalt|court|trading\ standards|médiateur|chargeback|consumer\ rights|
        gdpr|dsgvo|all\ the\ data|everything\ you\ know|
        burnt|smoke|spark|crack|riss|brake|bremse|recall|rückruf|allerg|dent\ after
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Delicate();
}
