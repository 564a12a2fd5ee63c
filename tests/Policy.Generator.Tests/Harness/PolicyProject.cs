using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Generator.Tests.Harness;

/// <summary>A C# project with policy files, compiled in memory against the runtime.</summary>
internal sealed class PolicyProject
{
    public const string Folder = "/app/";

    // Everything that the running test can load: nothing is downloaded.
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(static path => (MetadataReference)MetadataReference.CreateFromFile(path)),
    ];

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest, DocumentationMode.Diagnose);

    public PolicyProject(params IEnumerable<PolicyFile> files) => Files = [.. files];

    public ImmutableArray<PolicyFile> Files { get; init; }

    public string CSharp { get; init; } = "";

    public string Name { get; init; } = "Shop";

    public string? RootNamespace { get; init; }

    public string EmitTests { get; init; } = "";

    /// <summary>What the build found out about the native ONNX Runtime; empty for a library.</summary>
    public string NativeRuntime { get; init; } = "";

    public ImmutableArray<MetadataReference> MoreReferences { get; init; } = [];

    public BuildOptions Options => new(
        ("build_property.RootNamespace", RootNamespace ?? Name),
        ("build_property.ProjectDir", Folder),
        ("build_property.OptPolicyEmitTests", EmitTests),
        ("build_property.OptPolicyNativeRuntime", NativeRuntime));

    public static PolicyFile File(string name, string content, string role = "policy") => new(Folder + name, content, role);

    public CSharpCompilation Compilation() => CSharpCompilation.Create(
        Name,
        [CSharpSyntaxTree.ParseText(CSharp, Parsing, Folder + "App.cs", System.Text.Encoding.UTF8)],
        [.. References, .. MoreReferences],
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));

    public GeneratorDriver Driver() => CSharpGeneratorDriver.Create(
        [new PolicyGenerator().AsSourceGenerator()],
        Files,
        Parsing,
        Options,
        new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>The generated files by name. A generator that throws fails the test.</summary>
    public ImmutableSortedDictionary<string, string> Generate()
    {
        var result = Driver().RunGenerators(Compilation(), TestContext.Current.CancellationToken).GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        return result.GeneratedSources.ToImmutableSortedDictionary(static s => s.HintName, static s => s.SourceText.ToString(), StringComparer.Ordinal);
    }

    /// <summary>The project's compilation with all generated files.</summary>
    public CSharpCompilation Build()
    {
        Driver().RunGeneratorsAndUpdateCompilation(Compilation(), out var output, out var diagnostics, TestContext.Current.CancellationToken);
        Assert.Empty(diagnostics);
        return (CSharpCompilation)output;
    }

    /// <summary>What the analyzer reports.</summary>
    public async Task<ImmutableArray<Diagnostic>> AnalyzeAsync()
    {
        var analysis = new CompilationWithAnalyzers(
            Compilation(),
            [new PolicyAnalyzer()],
            new CompilationWithAnalyzersOptions(new AnalyzerOptions([.. Files], Options), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
        return [.. diagnostics.OrderBy(static d => d.Location.GetLineSpan().Path, StringComparer.Ordinal).ThenBy(static d => d.Location.SourceSpan.Start)];
    }

    /// <summary>Compiles and loads the project; the test may then run its policies.</summary>
    public Assembly Load()
    {
        using var image = new MemoryStream();
        using var symbols = new MemoryStream();
        var result = Build().Emit(image, symbols, cancellationToken: TestContext.Current.CancellationToken);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        image.Position = symbols.Position = 0;
        return new AssemblyLoadContext(Name, isCollectible: true).LoadFromStream(image, symbols);
    }

    public CompiledPolicy LoadPolicy(string className) =>
        (CompiledPolicy)Activator.CreateInstance(Load().GetType($"{Name}.{className}", throwOnError: true)!)!;
}
