using System.Text;

namespace OptPolicy.Generator.Emission;

/// <summary>Turns doc comments of the policy into XML documentation of the generated members.</summary>
internal static class Documentation
{
    public static void Summary(CodeWriter code, string? text, string fallback)
    {
        var lines = (string.IsNullOrWhiteSpace(text) ? fallback : text!).Split('\n');
        if (lines.Length == 1)
        {
            code.Line($"/// <summary>{Escape(lines[0].Trim())}</summary>");
            return;
        }

        code.Line("/// <summary>");
        foreach (var line in lines)
        {
            code.Line($"/// {Escape(line.Trim())}".TrimEnd());
        }

        code.Line("/// </summary>");
    }

    public static string Escape(string text)
    {
        var result = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '&' => result.Append("&amp;"),
                '<' => result.Append("&lt;"),
                '>' => result.Append("&gt;"),
                // Other control characters would end the comment or break the XML.
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' => result.Append(' '),
                _ => result.Append(c),
            };
        }

        return result.ToString();
    }
}
