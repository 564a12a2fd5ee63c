using System.Collections.Immutable;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using OptPolicy.Generator;
using OptPolicy.Hosting.Explanation;
using OptPolicy.Language;
using OptPolicy.Language.LocalModels;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Hosting;

/// <summary>Compiles policy files in memory, with the generator that apps use, and loads the result: tools share the semantics of apps.</summary>
public static class PolicyHost
{
    private const string AssemblyName = "OptPolicy.Hosted";

    /// <summary>Compiles and loads. A policy with errors is left out, and <see cref="LoadedPolicies.Diagnostics"/> says why.</summary>
    /// <param name="files">The files whose policies are wanted, and every file that they import.</param>
    /// <param name="options">How to compile; null for the defaults.</param>
    /// <exception cref="PolicyHostException">The generated C# does not compile: a fault of the generator, never of a policy.</exception>
    public static LoadedPolicies Load(IReadOnlyList<PolicyText> files, PolicyHostOptions? options = null)
    {
        options ??= PolicyHostOptions.Default;
        var checkedFiles = PolicyCompiler.Compile(files, new OnlyCalibrations(options.Folders));
        if (checkedFiles.HasErrors)
        {
            return new LoadedPolicies(checkedFiles.Diagnostics, []);
        }

        ImmutableArray<PolicyDeclaration> declared = [.. checkedFiles.Files.Where(f => !options.Imported.Contains(f.Path)).SelectMany(static f => f.Policies)];
        if (declared.IsEmpty)
        {
            return new LoadedPolicies(checkedFiles.Diagnostics, []);
        }

        var context = new AssemblyLoadContext(AssemblyName, isCollectible: true);
        using var image = Emit(files, declared, options);
        var assembly = context.LoadFromStream(image);
        return new LoadedPolicies(checkedFiles.Diagnostics, [.. declared.Select(policy => LoadedPolicy.From(assembly, policy))]) { Context = context };
    }

    private static MemoryStream Emit(IReadOnlyList<PolicyText> files, ImmutableArray<PolicyDeclaration> declared, PolicyHostOptions options)
    {
        var parsing = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            AssemblyName,
            [CSharpSyntaxTree.ParseText(ExternStubs.Render(declared), parsing), CSharpSyntaxTree.ParseText(Probes(declared), parsing)],
            PlatformReferences.All,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable));
        var driver = CSharpGeneratorDriver.Create(
            [new PolicyGenerator(options.Folders).AsSourceGenerator()],
            files.Select(static file => new HostedText(file)),
            parsing,
            new HostedOptionsProvider(options));
        driver.RunGeneratorsAndUpdateCompilation(compilation, out var generated, out var generatorDiagnostics);

        var image = new MemoryStream();
        var result = generated.Emit(image);
        var errors = generatorDiagnostics.Concat(result.Diagnostics).Where(static d => d.Severity == DiagnosticSeverity.Error || d.Id == "CS8785").ToList();
        if (errors.Count > 0)
        {
            throw new PolicyHostException($"The generated code does not compile: {errors[0]}");
        }

        image.Position = 0;
        return image;
    }

    private static string Probes(ImmutableArray<PolicyDeclaration> declared) =>
        $"#nullable enable\nnamespace {HostedOptionsProvider.Namespace};\n{string.Concat(declared.Select(ProbeEmitter.Emit))}";
}
