using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Binding;

/// <summary>A text with one mistake, marked <c>«like this»</c>.</summary>
internal static class Mistake
{
    /// <summary>Exactly one message, at the mark; its fix, where there is one, leaves a text without errors.</summary>
    public static void IsReportedOnce(string code, string marked, string? repaired)
    {
        var content = Unmark(marked, out var expected);

        var found = Assert.Single(Compiling.Text(content).Diagnostics, static d => d.Severity != DiagnosticSeverity.Info);
        Assert.Equal((code, content.Substring(expected.Start, expected.Length), expected), (found.Code, content.Substring(found.Span.Start, found.Span.Length), found.Span));

        if (repaired is null)
        {
            Assert.Empty(found.Fixes);
            return;
        }

        var fixedText = Compiling.ApplyFix(content, found);
        Assert.Contains(repaired, fixedText, StringComparison.Ordinal);
        Assert.DoesNotContain(Compiling.Text(fixedText).Diagnostics, d => d.Severity == DiagnosticSeverity.Error || d.Code == code);
    }

    private static string Unmark(string marked, out TextSpan span)
    {
        var start = marked.IndexOf('«', StringComparison.Ordinal);
        var end = marked.IndexOf('»', StringComparison.Ordinal);
        Assert.True(start >= 0 && end > start, "the text has no mark");
        span = TextSpan.FromBounds(start, end - 1);
        return marked.Remove(end, 1).Remove(start, 1);
    }
}
