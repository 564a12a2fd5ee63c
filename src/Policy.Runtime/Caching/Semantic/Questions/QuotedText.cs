using System.Text;

namespace OptPolicy;

/// <summary>Text between quotation marks or back-ticks.</summary>
internal static class QuotedText
{
    private static readonly (char Open, char Close)[] Marks = [('"', '"'), ('“', '”'), ('«', '»'), ('`', '`')];

    /// <summary>Adds what is quoted to <paramref name="literals"/>, in lower case, and returns the text with the marks replaced by spaces.</summary>
    /// <remarks>The words stay: what one person quotes, another may just say.</remarks>
    public static string Take(string text, List<string> literals)
    {
        if (text.AsSpan().IndexOfAny("\"“«`") < 0)
            return text;

        var rest = new StringBuilder(text);
        for (var i = 0; i < text.Length; i++)
        {
            foreach (var (open, close) in Marks)
            {
                if (text[i] != open)
                    continue;
                var end = text.IndexOf(close, i + 1);
                if (end <= i + 1)
                    continue;
                literals.Add(text[(i + 1)..end].Trim(' ', '`', '.', ',', '?', '!').ToLowerInvariant());
                (rest[i], rest[end]) = (' ', ' ');
                i = end;
                break;
            }
        }

        return rest.ToString();
    }
}
