using System.Collections.Immutable;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Suppressions;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Suppressions;

public class SuppressionTests
{
    private const string Policy = """
        optpolicy 1
        policy Desk {
          // optpolicy disable OPT4001: kept for the release notes
          route {
            rule a when has_tools use small
            otherwise use large
          }
          cache exact { ttl: 24h }   // optpolicy disable OPT8003: answers are templates
        }

        """;

    [Fact]
    public void ACommentSpeaksForTheNextStatementWithItsBlock()
    {
        var tree = Parse(Policy);

        var left = Apply(tree, At(tree, DiagnosticCatalog.UnreachableRule, "a when"), At(tree, DiagnosticCatalog.CachedSampling, "cache exact"));

        Assert.Empty(left);
    }

    [Fact]
    public void ACommentSpeaksForNothingElse()
    {
        var tree = Parse(Policy);
        var elsewhere = At(tree, DiagnosticCatalog.UnreachableRule, "cache exact");
        var otherCode = At(tree, DiagnosticCatalog.CachedSampling, "a when");

        var left = Apply(tree, elsewhere, otherCode);

        Assert.Equal([elsewhere, otherCode], left[..2]);
        Assert.Equal(["OPT1090", "OPT1090"], left[2..].Select(static d => d.Code));
    }

    [Fact]
    public void AnUnusedSuppressionIsReportedWithItsRemoval()
    {
        var tree = Parse(Policy);

        var left = Apply(tree);

        Assert.Equal(["OPT1090", "OPT1090"], left.Select(static d => d.Code));
        Assert.Equal((3, 24), (left[0].Location.Start.Line, left[0].Location.Start.Column));
        var repaired = TextEdits.Apply(tree.Text, left.SelectMany(static d => d.Fixes[0].Edits));
        Assert.DoesNotContain("disable", repaired.Content, StringComparison.Ordinal);
        Assert.Contains("policy Desk {\n  route {", repaired.Content, StringComparison.Ordinal);
        Assert.Contains("ttl: 24h }\n", repaired.Content, StringComparison.Ordinal);
    }

    [Fact]
    public void UnusedSuppressionsWaitForTheErrorsToGo()
    {
        var tree = Parse(Policy);
        var error = At(tree, DiagnosticCatalog.UnknownName, "small");

        Assert.Equal([error], Apply(tree, error));
    }

    [Fact]
    public void AReasonIsRequiredAndItsLackIsTheOnlyReport()
    {
        var tree = Parse(Policy.Replace(": kept for the release notes", "", StringComparison.Ordinal));

        var left = Apply(tree, At(tree, DiagnosticCatalog.UnreachableRule, "a when"), At(tree, DiagnosticCatalog.CachedSampling, "cache exact"));

        Assert.Equal(["OPT1092"], left.Select(static d => d.Code));
    }

    [Fact]
    public void AnUnknownCodeIsReportedWithTheOneThatWasMeant()
    {
        var tree = Parse(Policy.Replace("OPT8003", "OTP8003", StringComparison.Ordinal));

        var left = Apply(tree, At(tree, DiagnosticCatalog.UnreachableRule, "a when"));

        Assert.Equal(["OPT1091"], left.Select(static d => d.Code));
        Assert.Equal(Policy, TextEdits.Apply(tree.Text, left[0].Fixes[0].Edits).Content);
    }

    [Theory]
    [InlineData("OPT1001")]
    [InlineData("OPT2001")]
    [InlineData("OPT3001")]
    [InlineData("OPT4003")]
    [InlineData("OPT5001")]
    [InlineData("OPT9100")]
    public void ErrorsOfTheFileItselfAreNotSuppressed(string code)
    {
        var tree = Parse(Policy.Replace("OPT4001", code, StringComparison.Ordinal));
        var error = At(tree, DiagnosticCatalog.Find(code)!, "a when");

        var left = Apply(tree, error);

        Assert.Contains(error, left);
        Assert.Contains("OPT1093", left.Select(static d => d.Code));
    }

    [Fact]
    public void ErrorsOfLogicAreSuppressed()
    {
        var tree = Parse(Policy.Replace("OPT4001", "OPT4005", StringComparison.Ordinal).Replace("OPT8003", "OPT8002", StringComparison.Ordinal));

        Assert.Empty(Apply(tree, At(tree, DiagnosticCatalog.MissingCapability, "small"), At(tree, DiagnosticCatalog.CacheWithoutLifetime, "cache exact")));
    }

    [Fact]
    public void SeveralCodesShareOneReason()
    {
        var tree = Parse(Policy.Replace("OPT4001:", "OPT4001, OPT4002:", StringComparison.Ordinal));

        var left = Apply(tree, At(tree, DiagnosticCatalog.UnreachableRule, "a when"), At(tree, DiagnosticCatalog.CachedSampling, "cache exact"));

        Assert.Equal("OPT1090: nothing here reports OPT4002; remove the suppression", Assert.Single(left.Select(static d => $"{d.Code}: {d.Message}")));
    }

    [Fact]
    public void TheOfferedCommentSuppressesItsMessage()
    {
        var tree = Parse(Policy.Replace("  // optpolicy disable OPT4001: kept for the release notes\n", "", StringComparison.Ordinal)
            .Replace("    rule a", "    /// The tools.\n    rule a", StringComparison.Ordinal));
        var fix = SuppressionFix.For(tree, At(tree, DiagnosticCatalog.UnreachableRule, "a when"));

        var suppressed = Parse(TextEdits.Apply(tree.Text, fix!.Edits).Content);

        Assert.Contains("    // optpolicy disable OPT4001: state the reason\n    /// The tools.\n    rule a", suppressed.Text.Content, StringComparison.Ordinal);
        Assert.Empty(Apply(suppressed, At(suppressed, DiagnosticCatalog.UnreachableRule, "a when"), At(suppressed, DiagnosticCatalog.CachedSampling, "cache exact")));
    }

    [Fact]
    public void NoCommentIsOfferedForAnErrorOfTheFile()
    {
        var tree = Parse(Policy);

        Assert.Null(SuppressionFix.For(tree, At(tree, DiagnosticCatalog.UnknownName, "small")));
    }

    private static SyntaxTree Parse(string text) => PolicyParser.Parse(new PolicyText("desk.optpolicy", text));

    private static Diagnostic At(SyntaxTree tree, DiagnosticDescriptor descriptor, string words)
    {
        var start = tree.Text.Content.IndexOf(words, StringComparison.Ordinal);
        return Diagnostic.Create(descriptor, tree.Text, new TextSpan(start, words.Length), "1", "2", "3", "4", "5");
    }

    private static ImmutableArray<Diagnostic> Apply(SyntaxTree tree, params Diagnostic[] diagnostics) => new SuppressionFilter([tree]).Apply([.. diagnostics]);
}
