using OptPolicy.Language.Parsing;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Samples;

public sealed class SampleTests
{
    private static readonly string Folder = Golden.Samples;

    public static TheoryData<string> Names => [.. Directory.GetFiles(Folder, "*.optpolicy").Select(static f => Path.GetFileNameWithoutExtension(f)!).Order()];

    [Theory]
    [MemberData(nameof(Names))]
    public void SyntaxMatchesItsGolden(string name)
    {
        var file = Path.Combine(Folder, name + ".optpolicy");

        var tree = PolicyParser.Parse(new PolicyText(name + ".optpolicy", File.ReadAllText(file)));

        Golden.Matches(Path.Combine(Folder, name + ".syntax"), SyntaxPrinter.Print(tree));
    }
}
