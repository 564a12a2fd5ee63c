namespace OptPolicy;

/// <summary>The blocks of a Markdown document (CommonMark 0.31: ATX and setext headings, fenced code; tables as GitHub writes them).</summary>
internal static class MarkdownBlocks
{
    private const int MaxHeadingLevel = 6;
    private const int FenceLength = 3;

    public static List<TextBlock> Of(string text)
    {
        var blocks = new List<TextBlock>();
        var lines = text.Split('\n');
        var open = new List<string>();
        var i = FrontMatterEnd(lines);
        while (i < lines.Length)
        {
            var line = lines[i];
            var trimmed = line.Trim();
            if (FenceOf(trimmed) is { } fence)
            {
                Close(blocks, open, TextBlockKind.Prose);
                i = ReadCode(lines, i, fence, blocks);
                continue;
            }

            if (HeadingLevel(trimmed) is > 0 and var level)
            {
                Close(blocks, open, TextBlockKind.Prose);
                blocks.Add(new(TextBlockKind.Heading, trimmed[level..].Trim().TrimEnd('#').TrimEnd(), level));
            }
            else if (open.Count == 1 && IsUnderline(trimmed, out var setext))
            {
                blocks.Add(new(TextBlockKind.Heading, open[0].Trim(), setext));
                open.Clear();
            }
            else if (trimmed.StartsWith('|'))
            {
                Close(blocks, open, TextBlockKind.Prose);
                while (i < lines.Length && lines[i].TrimStart().StartsWith('|')) open.Add(lines[i++]);
                Close(blocks, open, TextBlockKind.Table);
                continue;
            }
            else if (trimmed.Length == 0)
            {
                Close(blocks, open, TextBlockKind.Prose);
            }
            else
            {
                open.Add(line.TrimEnd());
            }

            i++;
        }

        Close(blocks, open, TextBlockKind.Prose);
        return blocks;
    }

    /// <summary>The blocks of a text without markup: what blank lines separate.</summary>
    public static List<TextBlock> OfPlainText(string text)
    {
        var blocks = new List<TextBlock>();
        var open = new List<string>();
        foreach (var line in text.Split('\n'))
        {
            if (string.IsNullOrWhiteSpace(line)) Close(blocks, open, TextBlockKind.Prose);
            else open.Add(line.TrimEnd());
        }

        Close(blocks, open, TextBlockKind.Prose);
        return blocks;
    }

    private static void Close(List<TextBlock> blocks, List<string> open, TextBlockKind kind)
    {
        if (open.Count == 0) return;
        blocks.Add(new(kind, string.Join('\n', open)));
        open.Clear();
    }

    private static int ReadCode(string[] lines, int start, string fence, List<TextBlock> blocks)
    {
        var end = start + 1;
        while (end < lines.Length && !Closes(lines[end].Trim(), fence)) end++;
        var last = Math.Min(end, lines.Length - 1);
        blocks.Add(new(TextBlockKind.Code, string.Join('\n', lines[start..(last + 1)])));
        return last + 1;
    }

    private static string? FenceOf(string trimmed)
    {
        if (trimmed.Length < FenceLength || trimmed[0] is not ('`' or '~')) return null;
        var length = trimmed.AsSpan().IndexOfAnyExcept(trimmed[0]) is var end and >= 0 ? end : trimmed.Length;
        return length >= FenceLength && (trimmed[0] == '~' || !trimmed.AsSpan(length).Contains('`')) ? trimmed[..length] : null;
    }

    private static bool Closes(string trimmed, string fence) => trimmed.Length >= fence.Length && !trimmed.AsSpan().ContainsAnyExcept(fence[0]);

    private static int HeadingLevel(string trimmed)
    {
        var level = 0;
        while (level < trimmed.Length && trimmed[level] == '#') level++;
        return level is > 0 and <= MaxHeadingLevel && (level == trimmed.Length || trimmed[level] == ' ') ? level : 0;
    }

    private static bool IsUnderline(string trimmed, out int level)
    {
        level = trimmed.Length > 0 && trimmed[0] == '=' ? 1 : 2;
        return trimmed.Length >= 2 && (trimmed.All(static c => c == '=') || trimmed.All(static c => c == '-'));
    }

    // Metadata of site generators, not text.
    private static int FrontMatterEnd(string[] lines)
    {
        if (lines.Length < 2 || lines[0].TrimEnd() != "---") return 0;
        var end = Array.FindIndex(lines, 1, static l => l.TrimEnd() == "---");
        return end < 0 ? 0 : end + 1;
    }
}
