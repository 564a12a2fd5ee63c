using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using OptPolicy.Generator.Emission;
using OptPolicy.Generator.Pipeline;
using OptPolicy.Language.LocalModels;

namespace OptPolicy.Generator;

/// <summary>Emits C# for the policy files of a project. Reports nothing: that is <see cref="PolicyAnalyzer"/>'s part, which editors run live.</summary>
/// <param name="folders">Where a tool that compiles in memory finds calibrations; null: among the project's additional files.</param>
public sealed class PolicyGenerator(IModelFolders? folders) : IIncrementalGenerator
{
    public PolicyGenerator()
        : this(null)
    {
    }

    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.AdditionalTextsProvider
            .Where(PolicyRoles.IsPolicyFile)
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellation) => PolicyInput.Read(pair.Left, pair.Right, cancellation))
            .Where(static input => input is not null)
            .Select(static (input, _) => input!)
            .WithTrackingName(TrackingNames.Files);
        var target = context.AnalyzerConfigOptionsProvider
            .Select(static (options, _) => EmissionTarget.Read(options))
            .WithTrackingName(TrackingNames.Target);
        var calibrations = context.AdditionalTextsProvider
            .Where(CalibrationInput.IsOne)
            .Select(static (file, cancellation) => CalibrationInput.Read(file, cancellation))
            .WithTrackingName(TrackingNames.Calibrations);
        var linked = files.Collect().Combine(calibrations.Collect()).Combine(target)
            .Select((all, cancellation) => PolicyLinker.Link(all.Left.Left, folders ?? new ProjectCalibrations(all.Left.Right, all.Right.ProjectDirectory), all.Right, cancellation))
            .WithTrackingName(TrackingNames.Linked);

        var policies = linked.SelectMany(static (all, _) => all.Policies.Items).WithTrackingName(TrackingNames.Policies);
        context.RegisterSourceOutput(policies, static (output, unit) =>
        {
            foreach (var file in PolicyEmitter.Emit(unit))
            {
                Add(output, file);
            }
        });

        var skeletons = linked.SelectMany(static (all, _) => all.Skeletons.Items).WithTrackingName(TrackingNames.Skeletons);
        context.RegisterSourceOutput(skeletons, static (output, unit) => Add(output, SkeletonEmitter.Emit(unit)));

        var tests = linked.Select(static (all, _) => all.Tests).Combine(context.CompilationProvider)
            .SelectMany(static (pair, cancellation) => pair.Left.Items.Select(test => TestHost.Complete(test, pair.Right, cancellation)))
            .WithTrackingName(TrackingNames.Tests);
        context.RegisterSourceOutput(tests, static (output, test) => EmitTests(output, test));
    }

    private static void EmitTests(SourceProductionContext output, TestUnit test)
    {
        var unit = test.Unit;
        var cases = TestCasesEmitter.Emit(unit);
        Add(output, new GeneratedFile($"{TestCasesEmitter.ClassName(unit)}.g.cs", cases));
        if (!unit.Target.EmitTestCases && test is { PolicyType: { } policyType, Framework: not TestFramework.None })
        {
            Add(output, new GeneratedFile($"{unit.ClassName}PolicyTests.g.cs", XunitEmitter.Emit(unit, policyType, test.Framework)));
        }
    }

    private static void Add(SourceProductionContext output, GeneratedFile file) =>
        output.AddSource(file.HintName, SourceText.From(file.Content, Encoding.UTF8));
}
