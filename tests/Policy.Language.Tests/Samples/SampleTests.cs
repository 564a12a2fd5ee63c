using OptPolicy.Language.Formatting;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Samples;

public sealed class SampleTests
{
    public static TheoryData<string> Names => [.. Files()];

    public static TheoryData<string> ValidNames => [.. Files().Where(static n => !Parse(n).HasSyntaxErrors)];

    [Theory]
    [MemberData(nameof(Names))]
    public void SyntaxMatchesItsGolden(string name) => Golden.Matches(Path.Combine(Golden.Samples, name + ".syntax"), SyntaxPrinter.Print(Parse(name)));

    [Theory]
    [MemberData(nameof(ValidNames))]
    public void CanonicalTextMatchesItsGolden(string name) =>
        Golden.Matches(Path.Combine(Golden.Samples, name + ".formatted"), PolicyFormatter.Format(Parse(name)).Text!);

    [Fact]
    public void TheBigExampleIsAlreadyCanonical()
    {
        var tree = Parse("support");

        Assert.Equal(tree.Text.Content, PolicyFormatter.Format(tree).Text);
    }

    private static IEnumerable<string> Files() =>
        Directory.GetFiles(Golden.Samples, "*.optpolicy").Select(static f => Path.GetFileNameWithoutExtension(f)!).Order(StringComparer.Ordinal);

    private static SyntaxTree Parse(string name) => PolicyParser.Parse(new PolicyText(name + ".optpolicy", File.ReadAllText(Path.Combine(Golden.Samples, name + ".optpolicy"))));
}
