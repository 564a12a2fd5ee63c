using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using OptPolicy.Language;
using OptPolicy.Language.Parsing;
using OptPolicy.Language.Syntax;
using OptPolicy.Language.Text;

namespace OptPolicy.Benchmarks;

/// <summary>What a keystroke costs in full: parse, bind and check, from text and from a tree that is parsed already.</summary>
[MemoryDiagnoser]
public class CompileBenchmarks
{
    private PolicyText _text = null!;
    private ImmutableArray<SyntaxTree> _trees;

    [Params(100, 200, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _text = new PolicyText("desk.optpolicy", PolicySource.OfLines(Lines));
        _trees = [PolicyParser.Parse(_text)];
    }

    [Benchmark]
    public PolicyCompilation ParseBindCheck() => PolicyCompiler.Compile([_text]);

    [Benchmark]
    public PolicyCompilation BindCheck() => PolicyCompiler.Compile(_trees);
}
