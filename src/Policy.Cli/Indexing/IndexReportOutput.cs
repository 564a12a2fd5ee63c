using System.Globalization;
using OptPolicy.Cli.Output;

namespace OptPolicy.Cli.Indexing;

/// <summary>What <c>optpolicy index</c> did, for people and for programs.</summary>
internal static class IndexReportOutput
{
    public static void WriteText(CliEnvironment environment, IndexReport report, string folder)
    {
        foreach (var problem in report.Problems)
        {
            var line = problem.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $":{problem.Line}") : "";
            environment.Error.WriteLine($"{problem.Path}{line}: {problem.Message}");
        }

        environment.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{environment.Display(folder)}: {report.Passages:N0} passages; documents: {report.Added} added, {report.Changed} changed, {report.Unchanged} unchanged, {report.Removed} removed"));
        if (report.Problems.Count > 0)
        {
            environment.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{report.Problems.Count} not indexed; what an earlier run indexed of them stays"));
        }
    }

    public static void WriteJson(CliEnvironment environment, IndexReport report) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("passages", report.Passages);
        json.WriteNumber("added", report.Added);
        json.WriteNumber("changed", report.Changed);
        json.WriteNumber("unchanged", report.Unchanged);
        json.WriteNumber("removed", report.Removed);
        json.WriteStartArray("problems");
        foreach (var problem in report.Problems)
        {
            json.WriteStartObject();
            json.WriteString("path", problem.Path);
            json.WriteNumber("line", problem.Line);
            json.WriteString("message", problem.Message);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
