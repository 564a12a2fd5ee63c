using System.Globalization;
using System.Text;

namespace OptPolicy.Language.Semantics;

/// <summary>How names of a policy file become C# identifiers: <c>gpt_mini</c> → <c>GptMini</c>.</summary>
public static class CSharpName
{
    /// <summary>The words of <paramref name="name"/> joined in Pascal case. Never empty, never a C# keyword.</summary>
    public static string Pascal(string name)
    {
        var result = new StringBuilder(name.Length);
        var startsWord = true;
        foreach (var c in name)
        {
            if (!IsIdentifierPart(c))
            {
                startsWord = true;
                continue;
            }

            result.Append(startsWord ? char.ToUpperInvariant(c) : c);
            startsWord = false;
        }

        if (result.Length == 0 || char.GetUnicodeCategory(result[0]) == UnicodeCategory.DecimalDigitNumber)
        {
            result.Insert(0, "_");
        }

        return result.ToString();
    }

    // The underscore separates words here, though C# allows it.
    private static bool IsIdentifierPart(char c) => char.IsAsciiLetterOrDigit(c) || (c > 127 && char.IsLetterOrDigit(c));
}
