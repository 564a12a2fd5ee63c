using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Binding;

/// <summary>Shorthand for tests that compile text.</summary>
internal static class Compiling
{
    /// <summary>Two models and the version line; a test appends what it is about.</summary>
    public const string Models = """
        optpolicy 1

        model mini {
          provider: openai("gpt-5-mini")
          price.input: $0.25/Mtok
          price.output: $2.00/Mtok
          context: 400ktok
          max_output: 16ktok
          supports: [tools, json, vision]
        }

        model premium {
          provider: client
          price.input: $1.25/Mtok
          price.output: $10.00/Mtok
          context: 400ktok
          max_output: 32ktok
          supports: [tools, json, vision]
        }


        """;

    public static PolicyCompilation Text(string content) => PolicyCompiler.Compile([new PolicyText("test.optpolicy", content)], TestContext.Current.CancellationToken);

    public static PolicyCompilation Files(params (string Path, string Content)[] files) =>
        PolicyCompiler.Compile([.. files.Select(static f => new PolicyText(f.Path, f.Content))], TestContext.Current.CancellationToken);

    /// <summary>The one policy of a text that must have no errors.</summary>
    public static PolicyDeclaration Policy(string content)
    {
        var compilation = Text(content);
        Assert.DoesNotContain(compilation.Diagnostics, static d => d.Severity == DiagnosticSeverity.Error);
        return Assert.Single(Assert.Single(compilation.Files).Policies);
    }

    /// <summary>The only diagnostic of a text, and the text that it is about.</summary>
    public static (Diagnostic Diagnostic, string At) Single(string content)
    {
        var diagnostic = Assert.Single(Text(content).Diagnostics);
        return (diagnostic, content.Substring(diagnostic.Span.Start, diagnostic.Span.Length));
    }

    public static string ApplyFix(string content, Diagnostic diagnostic)
    {
        var fix = diagnostic.Fixes.Items[0];
        return TextEdits.Apply(new PolicyText("test.optpolicy", content), fix.Edits).Content;
    }
}
