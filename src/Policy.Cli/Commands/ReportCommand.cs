using System.CommandLine;
using System.Globalization;
using OptPolicy.Cli.Sources;
using OptPolicy.Reporting;

namespace OptPolicy.Cli.Commands;

/// <summary><c>optpolicy report</c>: what was paid and saved, from a ledger file.</summary>
internal static class ReportCommand
{
    private enum ReportFormatName
    {
        Text,
        Json,
        Html,
    }

    public static Command Create(CliEnvironment environment)
    {
        var ledger = new Argument<string>("ledger") { Description = "The ledger that the app writes.", DefaultValueFactory = static _ => SqliteUsageLedger.DefaultPath };
        var format = new Option<ReportFormatName>("--format", "-f") { Description = "Output format; text when not given.", HelpName = "text|json|html" };
        var output = new Option<string?>("--output", "-o") { Description = "The file to write; default: standard output." };
        var from = Instant("--from", "First day or instant, for example 2026-11-01 (UTC).");
        var until = Instant("--until", "First day or instant that is left out.");
        var tenant = new Option<string?>("--tenant") { Description = "Only this tenant." };
        var policy = new Option<string?>("--policy") { Description = "Only this policy." };
        var command = new Command("report", "Shows what requests cost, what they would have cost without the policy, and where they went.") { ledger, format, output, from, until, tenant, policy };
        command.SetAction(parsed => Run(
            environment,
            parsed.GetValue(ledger)!,
            new ReportQuery { From = parsed.GetValue(from), Until = parsed.GetValue(until), Tenant = parsed.GetValue(tenant), Policy = parsed.GetValue(policy) },
            parsed.GetValue(format),
            parsed.GetValue(output)));
        return command;
    }

    private static int Run(CliEnvironment environment, string ledger, ReportQuery query, ReportFormatName format, string? output)
    {
        var path = environment.Resolve(ledger);
        if (!File.Exists(path))
        {
            environment.Error.WriteLine($"optpolicy: there is no ledger '{ledger}'; give the path that the app's ledger writes to");
            return ExitCode.Usage;
        }

        string rendered;
        try
        {
            rendered = Render(SavingsReport.From(LedgerFile.Read(path, query)), format);
        }
        catch (Exception e) when (e is PolicyStorageException or IOException or UnauthorizedAccessException)
        {
            environment.Error.WriteLine($"optpolicy: {e.Message}");
            return ExitCode.Usage;
        }

        if (output is null)
        {
            environment.Out.Write(rendered);
        }
        else if (AtomicFile.TryWrite(environment.Resolve(output), rendered) is { } problem)
        {
            environment.Error.WriteLine($"optpolicy: cannot write '{output}': {problem}");
            return ExitCode.Usage;
        }
        else
        {
            environment.Out.WriteLine($"wrote {environment.Display(environment.Resolve(output))}");
        }

        return ExitCode.Ok;
    }

    private static string Render(SavingsReport report, ReportFormatName format) => format switch
    {
        ReportFormatName.Json => ReportJson.Render(report) + "\n",
        ReportFormatName.Html => ReportHtml.Render(report),
        _ => ReportText.Render(report),
    };

    private static Option<DateTimeOffset?> Instant(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "date",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant;
            }

            result.AddError($"{name}: '{result.Tokens[0].Value}' is not a date; write for example 2026-11-01 or 2026-11-01T08:00Z.");
            return null;
        },
    };
}
