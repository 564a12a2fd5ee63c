using System.Globalization;
using System.Text.RegularExpressions;

namespace SupportSample.Problems;

/// <summary>Checks the sums in a worked answer, such as <c>3 * 60 = 180</c> or <c>&lt;&lt;9*2=18&gt;&gt;</c>.</summary>
internal static partial class WorkedAnswer
{
    // Answers round: a cent, or one per cent of larger numbers.
    private const double Tolerance = 0.011;

    /// <returns>
    /// 1 when all sums hold and the answer ends in a result, 0.7 without a marked result,
    /// 0.3 when there is no sum to check or the answer doubts itself, 0.1 when a sum is wrong.
    /// </returns>
    public static double Confidence(string answer)
    {
        var (right, wrong) = (0, 0);
        foreach (Match sum in Sums().Matches(Annotations().Replace(answer, "").Replace(",", "", StringComparison.Ordinal)).Concat(Sums().Matches(Annotated(answer))))
        {
            var claimed = double.Parse(sum.Groups["result"].Value, CultureInfo.InvariantCulture);
            if (Evaluate(sum.Groups["sum"].Value) is not { } value)
                continue;
            if (Math.Abs(value - claimed) <= Tolerance * Math.Max(1, Math.Abs(value)))
                right++;
            else
                wrong++;
        }

        return wrong > 0 ? 0.1
            : right == 0 || Doubt().IsMatch(answer) ? 0.3
            : answer.Contains("####", StringComparison.Ordinal) ? 1 : 0.7;
    }

    private static string Annotated(string answer) =>
        string.Join('\n', Annotations().Matches(answer).Select(static m => m.Groups["sum"].Value)).Replace(",", "", StringComparison.Ordinal);

    // Products before sums; a term may be a percentage.
    private static double? Evaluate(string sum)
    {
        var (total, product, add, multiply) = (0d, double.NaN, 1, '*');
        foreach (Match part in Parts().Matches(sum))
        {
            if (part.Groups["number"].Success)
            {
                var number = double.Parse(part.Groups["number"].Value, CultureInfo.InvariantCulture) / (part.Groups["percent"].Success ? 100 : 1);
                product = double.IsNaN(product) ? number : multiply == '*' ? product * number : product / number;
                continue;
            }

            switch (part.Value[0])
            {
                case '+' or '-':
                    total += add * product;
                    (product, add) = (double.NaN, part.Value[0] == '+' ? 1 : -1);
                    break;
                case '/':
                    multiply = '/';
                    break;
                default:
                    multiply = '*';
                    break;
            }
        }

        return total + (add * product) is var value && double.IsFinite(value) ? value : null;
    }

    [GeneratedRegex("<<(?<sum>[^<>]*)>>", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Annotations();

    [GeneratedRegex("""
        (?<sum>(\$?\d+(\.\d+)?%?\s*[-+*/x×]\s*)+\$?\d+(\.\d+)?%?)\s*[a-zA-Z\ ]{0,20}=\s*\$?(?<result>-?\d+(\.\d+)?)
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Sums();

    [GeneratedRegex(@"(?<number>\d+(\.\d+)?)(?<percent>%)?|[-+*/x×]", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Parts();

    [GeneratedRegex("however|cannot|not possible|sorry|mistake|assum|unclear|negative", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Doubt();
}
