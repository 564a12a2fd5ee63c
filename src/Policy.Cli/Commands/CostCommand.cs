using System.Collections.Immutable;
using System.CommandLine;
using System.Text;
using OptPolicy.Cli.Output;
using OptPolicy.Cli.Sources;
using OptPolicy.Language;
using OptPolicy.Language.Analysis;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Reporting;
using Spectre.Console;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy cost</c>: what requests cost by rule, usually and at worst.</summary>
internal static class CostCommand
{
    public static Command Create(CliEnvironment environment)
    {
        var files = CommonOptions.Files();
        var format = CommonOptions.Format(OutputFormat.Text, OutputFormat.Json);
        var command = new Command("cost", "Shows what a request costs by rule: usually, and the proved worst case.") { files, format };
        command.SetAction(parsed => Run(environment, parsed.GetValue(files) ?? [], parsed.GetValue(format)));
        return command;
    }

    private static int Run(CliEnvironment environment, string[] files, OutputFormat format)
    {
        var sources = SourceLoader.Load(environment, files);
        var compilation = PolicyCompiler.Compile(sources.Files);
        var errors = new Findings([.. sources.Problems, .. compilation.Diagnostics.Where(static d => d.Severity == DiagnosticSeverity.Error)], sources);
        if (errors.Errors > 0)
        {
            errors.Write(environment with { Out = environment.Error }, OutputFormat.Text);
            return errors.ExitCode;
        }

        var roots = sources.Roots.Select(static r => r.Path).ToHashSet(StringComparer.Ordinal);
        ImmutableArray<PolicyDeclaration> policies = [.. compilation.Files.Where(f => roots.Contains(f.Path)).SelectMany(static f => f.Policies)];
        if (format == OutputFormat.Json)
        {
            WriteJson(environment, policies);
        }
        else
        {
            WriteText(environment, policies);
        }

        return ExitCode.Ok;
    }

    private static void WriteText(CliEnvironment environment, ImmutableArray<PolicyDeclaration> policies)
    {
        var console = Terminal.On(environment, environment.Out);
        foreach (var policy in policies)
        {
            var table = new Table().Border(TableBorder.Simple).Title(Markup.Escape(policy.Name)).AddColumn("rule").AddColumn("leads to");
            table.AddColumn(new TableColumn("usually").RightAligned()).AddColumn(new TableColumn("at most").RightAligned()).AddColumn("worst case");
            var costs = CostAnalysis.Explain(policy);
            foreach (var cost in costs)
            {
                table.AddRow(Markup.Escape(cost.Rule), Markup.Escape(cost.Plan), ReportFormat.Money(cost.Typical), Most(cost.WorstCase), Markup.Escape(cost.Sum));
            }

            console.Write(table);
            console.WriteLine($"One request costs at most {Most(CostAnalysis.WorstCase(costs))}. \"Usually\" is {CostAnalysis.TypicalInputTokens:N0} input and {CostAnalysis.TypicalOutputTokens} output tokens on the first model.");
        }
    }

    private static string Most(decimal? dollars) => dollars is { } bound ? ReportFormat.Money(bound) : "no bound";

    private static void WriteJson(CliEnvironment environment, ImmutableArray<PolicyDeclaration> policies) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartArray();
        foreach (var policy in policies)
        {
            json.WriteStartObject();
            json.WriteString("policy", policy.Name);
            json.WriteStartArray("rules");
            foreach (var cost in CostAnalysis.Explain(policy))
            {
                json.WriteStartObject();
                json.WriteString("rule", cost.Rule);
                json.WriteString("plan", cost.Plan);
                json.WriteNumber("typical", cost.Typical);
                if (cost.WorstCase is { } worst)
                {
                    json.WriteNumber("worst_case", worst);
                }

                json.WriteString("sum", cost.Sum);
                json.WriteString("witness", cost.Witness.ToString());
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
