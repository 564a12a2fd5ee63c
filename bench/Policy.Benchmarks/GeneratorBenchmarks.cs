using System.Collections.Immutable;
using System.Text;
using BenchmarkDotNet.Attributes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using OptPolicy.Generator;

namespace OptPolicy.Benchmarks;

/// <summary>What an edit of a 200-line policy costs in the compiler: parse, bind, check, emit.</summary>
[MemoryDiagnoser]
public class GeneratorBenchmarks
{
    private readonly CSharpCompilation _compilation = CSharpCompilation.Create("app", [CSharpSyntaxTree.ParseText("class Program { }")]);
    private string _before = "";
    private string _after = "";
    private GeneratorDriver _driver = null!;
    private File _current = null!;
    private int _edits;

    [GlobalSetup]
    public void Setup()
    {
        _before = System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Policies", "desk.optpolicy"));
        _after = _before.Replace("difficulty >= 0.3", "difficulty >= 0.35", StringComparison.Ordinal);
        _current = new File(_before);
        _driver = CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], [_current]).RunGenerators(_compilation);
        var result = _driver.GetRunResult().Results.Single();
        if (result.GeneratedSources.Length < 2)
        {
            throw new InvalidOperationException("The benchmark's policy has errors.");
        }
    }

    [Benchmark]
    public ImmutableArray<GeneratedSourceResult> Edit()
    {
        var next = new File(++_edits % 2 == 0 ? _before : _after);
        _driver = _driver.ReplaceAdditionalText(_current, next).RunGenerators(_compilation);
        _current = next;
        return _driver.GetRunResult().Results[0].GeneratedSources;
    }

    private sealed class File(string content) : AdditionalText
    {
        private readonly SourceText _text = SourceText.From(content, Encoding.UTF8);

        public override string Path => "/app/desk.optpolicy";

        public override SourceText GetText(CancellationToken cancellationToken = default) => _text;
    }
}
