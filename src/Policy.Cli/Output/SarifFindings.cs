using System.Text.Json;
using OptPolicy.Cli.Documentation;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Output;

/// <summary>SARIF 2.1.0 (OASIS standard) for code-scanning services: rules, regions, related locations and fixes.</summary>
internal static class SarifFindings
{
    private const string Schema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

    public static void Write(CliEnvironment environment, Findings findings) => JsonOutput.Write(environment, json =>
    {
        DiagnosticDescriptor[] rules = [.. findings.Diagnostics.Select(static d => d.Descriptor).DistinctBy(static d => d.Code).OrderBy(static d => d.Code, StringComparer.Ordinal)];
        json.WriteStartObject();
        json.WriteString("$schema", Schema);
        json.WriteString("version", "2.1.0");
        json.WriteStartArray("runs");
        json.WriteStartObject();
        WriteTool(json, rules);
        json.WriteString("columnKind", "utf16CodeUnits");
        json.WriteStartArray("results");
        foreach (var diagnostic in findings.Diagnostics)
        {
            var index = Array.FindIndex(rules, rule => rule.Code == diagnostic.Code);
            WriteResult(json, environment, findings, diagnostic, index);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static void WriteTool(Utf8JsonWriter json, DiagnosticDescriptor[] rules)
    {
        json.WriteStartObject("tool");
        json.WriteStartObject("driver");
        json.WriteString("name", "optpolicy");
        json.WriteString("semanticVersion", ToolVersion.Text);
        json.WriteStartArray("rules");
        foreach (var rule in rules)
        {
            json.WriteStartObject();
            json.WriteString("id", rule.Code);
            WriteText(json, "shortDescription", rule.Title);
            WriteHelp(json, rule);
            json.WriteStartObject("defaultConfiguration");
            json.WriteString("level", Level(rule.Severity));
            json.WriteEndObject();
            json.WriteStartObject("properties");
            json.WriteString("category", rule.Category);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }

    // Scanning services show the page beside the finding, so it travels inside the log.
    private static void WriteHelp(Utf8JsonWriter json, DiagnosticDescriptor rule)
    {
        json.WriteStartObject("help");
        json.WriteString("text", $"Run 'optpolicy docs {rule.Code}', or see {rule.HelpPath} of OptPolicy.");
        if (DiagnosticPages.Find(rule.Code) is { } page)
        {
            json.WriteString("markdown", page);
        }

        json.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter json, CliEnvironment environment, Findings findings, Diagnostic diagnostic, int rule)
    {
        json.WriteStartObject();
        json.WriteString("ruleId", diagnostic.Code);
        json.WriteNumber("ruleIndex", rule);
        json.WriteString("level", Level(diagnostic.Severity));
        WriteText(json, "message", diagnostic.Message);
        json.WriteStartArray("locations");
        json.WriteStartObject();
        WritePhysicalLocation(json, environment, diagnostic.Location);
        json.WriteEndObject();
        json.WriteEndArray();
        if (!diagnostic.Related.IsEmpty)
        {
            WriteRelated(json, environment, diagnostic);
        }

        if (!diagnostic.Fixes.IsEmpty)
        {
            json.WriteStartArray("fixes");
            foreach (var fix in diagnostic.Fixes)
            {
                WriteFix(json, environment, findings, fix);
            }

            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteRelated(Utf8JsonWriter json, CliEnvironment environment, Diagnostic diagnostic)
    {
        json.WriteStartArray("relatedLocations");
        for (var i = 0; i < diagnostic.Related.Count; i++)
        {
            json.WriteStartObject();
            json.WriteNumber("id", i + 1);
            WriteText(json, "message", diagnostic.Related[i].Message);
            WritePhysicalLocation(json, environment, diagnostic.Related[i].Location);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteFix(Utf8JsonWriter json, CliEnvironment environment, Findings findings, CodeFix fix)
    {
        json.WriteStartObject();
        WriteText(json, "description", fix.Title);
        json.WriteStartArray("artifactChanges");
        foreach (var file in fix.Edits.GroupBy(static e => e.Path, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            WriteArtifact(json, environment, file.Key);
            json.WriteStartArray("replacements");
            foreach (var edit in file)
            {
                json.WriteStartObject();
                if (findings.Locate(edit) is { } location)
                {
                    WriteRegion(json, "deletedRegion", location);
                }

                WriteText(json, "insertedContent", edit.NewText);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WritePhysicalLocation(Utf8JsonWriter json, CliEnvironment environment, SourceSpan span)
    {
        json.WriteStartObject("physicalLocation");
        WriteArtifact(json, environment, span.Path);
        WriteRegion(json, "region", span);
        json.WriteEndObject();
    }

    private static void WriteArtifact(Utf8JsonWriter json, CliEnvironment environment, string path)
    {
        json.WriteStartObject("artifactLocation");
        var display = environment.Display(path);
        json.WriteString("uri", Path.IsPathRooted(display) ? new Uri(display).AbsoluteUri : string.Join('/', display.Split('/').Select(Uri.EscapeDataString)));
        json.WriteEndObject();
    }

    private static void WriteRegion(Utf8JsonWriter json, string name, SourceSpan span)
    {
        json.WriteStartObject(name);
        json.WriteNumber("startLine", span.Start.Line);
        json.WriteNumber("startColumn", span.Start.Column);
        json.WriteNumber("endLine", span.End.Line);
        json.WriteNumber("endColumn", span.End.Column);
        json.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter json, string name, string text)
    {
        json.WriteStartObject(name);
        json.WriteString("text", text);
        json.WriteEndObject();
    }

    private static string Level(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Error => "error",
        DiagnosticSeverity.Warning => "warning",
        _ => "note",
    };
}
