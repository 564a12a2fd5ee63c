using System.Text.RegularExpressions;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Tests.Binding;

namespace OptPolicy.Language.Tests.Tables;

public partial class LanguageReferenceTests
{
    private const string Mark = "<!-- Below this line the text is made from the compiler's tables. -->\n\n";

    private static string PagePath => Path.Combine(Golden.Repository, "docs", "language.md");

    private static string Introduction
    {
        get
        {
            var page = File.ReadAllText(PagePath).ReplaceLineEndings("\n");
            return page[..(page.IndexOf(Mark, StringComparison.Ordinal) + Mark.Length)];
        }
    }

    [Fact]
    public void ReferenceSaysWhatTheTablesSay() => Golden.Matches(PagePath, Introduction + LanguageReference.Markdown());

    [Fact]
    public void PolicyInTheIntroductionCompiles()
    {
        var policy = Fence().Match(Introduction).Groups[1].Value;

        Assert.DoesNotContain(Compiling.Text(policy).Diagnostics, static d => d.Severity != DiagnosticSeverity.Info);
    }

    [Theory]
    [InlineData("rule", "route", "rule NAME when CONDITION use TARGET [because REASON]")]
    [InlineData("budget", "policy", "budget [per request|user|tenant|session] { … }")]
    [InlineData("at", "budget", "at SHARE warn | degrade | reject [to MODEL]")]
    public void SynopsisShowsThePartsInOrder(string lead, string parent, string synopsis) =>
        Assert.Equal(synopsis, LanguageReference.Synopsis(Assert.Single(PolicySchema.Find(lead, parent))));

    [GeneratedRegex(@"^```optpolicy\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Fence();
}
