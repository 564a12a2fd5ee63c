using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;
using OptPolicy.Language.Schema;
using OptPolicy.Language.Syntax;

namespace OptPolicy.LanguageServer.Grammars;

/// <summary>The TextMate grammar of the language, made from the keyword list, the statement table, the facts and the units.</summary>
/// <remarks>Editors colour with it until the language server answers; sites that render Markdown use it alone.</remarks>
internal static class TextMateGrammar
{
    private const string Name = "[A-Za-z_]\\w*";

    private static readonly JsonWriterOptions Options = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Render()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("$schema", "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json");
            json.WriteString("name", "OptPolicy");
            json.WriteString("scopeName", "source.optpolicy");
            json.WriteStartArray("fileTypes");
            json.WriteStringValue("optpolicy");
            json.WriteEndArray();
            json.WriteStartArray("patterns");
            foreach (var rule in Rules())
            {
                Write(json, rule);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    // The first pattern that matches at a place wins: names before a colon come before keywords, longer units before shorter.
    private static IEnumerable<GrammarRule> Rules() =>
    [
        new("comment.line.documentation.optpolicy", "///.*$"),
        new("comment.line.double-slash.optpolicy", "//\\s*(optpolicy\\s+disable)\\s+(OPT\\d{4})(:?).*$", "keyword.other.directive.optpolicy", "constant.other.code.optpolicy", "punctuation.separator.optpolicy"),
        new("comment.line.double-slash.optpolicy", "//.*$"),
        new("string.quoted.double.optpolicy", "\"(?:\\\\.|[^\"\\\\\\n])*\"?"),
        new("variable.other.property.optpolicy", $"\\b{Name}(?:\\.{Name})*(?=\\s*:)"),
        new(null, $"\\b({Words(Declaring())})\\s+({Name})", "keyword.control.optpolicy", "entity.name.type.optpolicy"),
        new("support.variable.fact.optpolicy", $"\\b(?:{string.Join('|', Facts())})(?![\\w.])"),
        new("keyword.operator.word.optpolicy", $"\\b(?:{Words(Keywords.Operators)})\\b"),
        new("keyword.control.optpolicy", $"(?<![.\\w])(?:{Words(Keywords.Leading)})\\b(?!\\s*\\()"),
        new("keyword.other.optpolicy", $"(?<![.\\w])(?:{Words(Keywords.Continuing)})\\b(?!\\s*\\()"),
        new("constant.language.boolean.optpolicy", "\\b(?:true|false|free)\\b"),
        new(null, $"([$€£]?-?\\b\\d[\\d_]*(?:\\.(?=\\d)[\\d_]+)?)({Words(Suffixes())}|%)?(?:(/)({Words(PerUnits())})\\b)?", "constant.numeric.optpolicy", "keyword.other.unit.optpolicy", "keyword.operator.per.optpolicy", "keyword.other.unit.optpolicy"),
        new("entity.name.function.optpolicy", $"\\b{Name}(?=\\()"),
        new("keyword.operator.optpolicy", "==|!=|<=|>=|<|>|\\.\\."),
        new("punctuation.section.block.optpolicy", "[{}]"),
        new("variable.other.optpolicy", $"\\b{Name}(?:\\.{Name})*"),
    ];

    private static IEnumerable<string> Declaring() =>
        PolicySchema.All.Where(static row => row.Phrases[0].Operands is [{ Shape.Kind: ShapeKind.NewName }, ..]).Select(static row => row.Lead).Distinct(StringComparer.Ordinal);

    private static IEnumerable<string> Facts() => FactTable.All
        .Select(static fact => fact.Name)
        .OrderByDescending(static name => name.Length).ThenBy(static name => name, StringComparer.Ordinal)
        .Select(static name => name.EndsWith(".*", StringComparison.Ordinal) ? Regex.Escape(name[..^1]) + Name : Regex.Escape(name));

    private static IEnumerable<string> Suffixes() => Units.All.Where(static unit => !unit.IsRate).Select(static unit => unit.Name);

    private static IEnumerable<string> PerUnits() => Units.All.Where(static unit => unit.IsRate).Select(static unit => unit.Name[1..]);

    private static string Words(IEnumerable<string> words) =>
        string.Join('|', words.Distinct(StringComparer.Ordinal).OrderByDescending(static w => w.Length).ThenBy(static w => w, StringComparer.Ordinal));

    private static void Write(Utf8JsonWriter json, GrammarRule rule)
    {
        json.WriteStartObject();
        if (rule.Scope is { } scope)
        {
            json.WriteString("name", scope);
        }

        json.WriteString("match", rule.Match);
        if (!rule.Captures.IsEmpty)
        {
            json.WriteStartObject("captures");
            for (var i = 0; i < rule.Captures.Length; i++)
            {
                json.WriteStartObject((i + 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
                json.WriteString("name", rule.Captures[i]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private sealed record GrammarRule(string? Scope, string Match, ImmutableArray<string> Captures)
    {
        public GrammarRule(string? scope, string match, params string[] captures)
            : this(scope, match, captures.ToImmutableArray())
        {
        }
    }
}
