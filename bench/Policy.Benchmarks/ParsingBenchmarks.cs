using BenchmarkDotNet.Attributes;
using OptPolicy.Language.Formatting;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Benchmarks;

/// <summary>What a keystroke costs before binding: text to tree, also for a text with mistakes, and the canonical layout.</summary>
[MemoryDiagnoser]
public class ParsingBenchmarks
{
    private string _valid = null!;
    private string _broken = null!;
    private SyntaxTree _tree = null!;

    [Params(100, 200, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _valid = PolicySource.OfLines(Lines);
        _broken = PolicySource.WithMistakes(Lines);
        _tree = PolicyParser.Parse(new PolicyText("desk.optpolicy", _valid));
    }

    [Benchmark]
    public SyntaxTree Parse() => PolicyParser.Parse(new PolicyText("desk.optpolicy", _valid));

    [Benchmark]
    public SyntaxTree ParseWithMistakes() => PolicyParser.Parse(new PolicyText("desk.optpolicy", _broken));

    [Benchmark]
    public FormattingResult Format() => PolicyFormatter.Format(_tree);
}
