using System.Text.Json;
using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Text;

namespace OptPolicy.Cli.Output;

/// <summary>For scripts. Additive only: a field that is here stays.</summary>
internal static class JsonFindings
{
    public static void Write(CliEnvironment environment, Findings findings) => JsonOutput.Write(environment, json =>
    {
        json.WriteStartObject();
        json.WriteStartArray("files");
        foreach (var root in findings.Sources.Roots)
        {
            json.WriteStringValue(environment.Display(root.Path));
        }

        json.WriteEndArray();
        json.WriteStartArray("diagnostics");
        foreach (var diagnostic in findings.Diagnostics)
        {
            WriteDiagnostic(json, environment, findings, diagnostic);
        }

        json.WriteEndArray();
        json.WriteNumber("errors", findings.Errors);
        json.WriteNumber("warnings", findings.Warnings);
        json.WriteNumber("infos", findings.Infos);
        json.WriteEndObject();
    });

    private static void WriteDiagnostic(Utf8JsonWriter json, CliEnvironment environment, Findings findings, Diagnostic diagnostic)
    {
        json.WriteStartObject();
        json.WriteString("code", diagnostic.Code);
        json.WriteString("severity", TextFindings.SeverityName(diagnostic.Severity));
        json.WriteString("category", diagnostic.Descriptor.Category);
        json.WriteString("message", diagnostic.Message);
        WriteLocation(json, environment, diagnostic.Location);
        json.WriteString("help", diagnostic.Descriptor.HelpPath);
        json.WriteStartArray("related");
        foreach (var related in diagnostic.Related)
        {
            json.WriteStartObject();
            json.WriteString("message", related.Message);
            WriteLocation(json, environment, related.Location);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("fixes");
        foreach (var fix in diagnostic.Fixes)
        {
            WriteFix(json, environment, findings, fix);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteFix(Utf8JsonWriter json, CliEnvironment environment, Findings findings, CodeFix fix)
    {
        json.WriteStartObject();
        json.WriteString("title", fix.Title);
        json.WriteStartArray("edits");
        foreach (var edit in fix.Edits)
        {
            if (findings.Locate(edit) is { } location)
            {
                json.WriteStartObject();
                WriteLocation(json, environment, location);
                json.WriteString("newText", edit.NewText);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter json, CliEnvironment environment, SourceSpan span)
    {
        json.WriteString("path", environment.Display(span.Path));
        json.WriteNumber("line", span.Start.Line);
        json.WriteNumber("column", span.Start.Column);
        json.WriteNumber("endLine", span.End.Line);
        json.WriteNumber("endColumn", span.End.Column);
    }
}
