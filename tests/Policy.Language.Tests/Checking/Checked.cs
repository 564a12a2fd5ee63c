using OptPolicy.Language.Diagnostics;
using OptPolicy.Language.Semantics;
using OptPolicy.Language.Tests.Binding;
using OptPolicy.Language.Text;

namespace OptPolicy.Language.Tests.Checking;

/// <summary>A policy over four models, as the checker sees it. Costs of 1,000 tokens in and 250 out: tiny nothing, mini $0.00075, premium $0.00375.</summary>
internal sealed class Checked
{
    private const string Models = """

        model tiny {
          provider: client
          price: free
          context: 8ktok
          max_output: 1ktok
        }


        """;

    private Checked(string content, PolicyCompilation compilation)
    {
        Content = content;
        Compilation = compilation;
    }

    public string Content { get; }

    public PolicyCompilation Compilation { get; }

    /// <summary>Messages of the checker as <c>code at words: message</c>; unused models are not what these tests are about.</summary>
    public IEnumerable<string> Messages => Diagnostics.Select(d => $"{d.Code} at '{Content.Substring(d.Span.Start, d.Span.Length)}': {d.Message}");

    public IEnumerable<Diagnostic> Diagnostics => Compilation.Diagnostics.Where(static d => d.Code is not ("OPT2028" or "OPT6002"));

    public PolicyDeclaration Policy => Assert.Single(Assert.Single(Compilation.Files).Policies);

    /// <summary>Compiles the body of a policy.</summary>
    public static Checked Body(string body)
    {
        var indented = string.Join('\n', body.ReplaceLineEndings("\n").Split('\n').Select(static l => l.Length == 0 ? l : "  " + l));
        var content = $"{Compiling.Models.TrimEnd()}\n{Models}policy Desk {{\n{indented}\n}}\n";
        return new Checked(content, Compiling.Text(content));
    }

    /// <summary>Compiles the rules of a route.</summary>
    public static Checked Route(string rules, string rest = "") =>
        Body($"route {{\n{string.Join('\n', rules.Split('\n').Select(static l => "  " + l))}\n}}\n{rest}");

    /// <summary>The text after the first fix of the only diagnostic with this code.</summary>
    public string Fixed(string code)
    {
        var fix = Assert.Single(Diagnostics, d => d.Code == code).Fixes[0];
        return TextEdits.Apply(new PolicyText("test.optpolicy", Content), fix.Edits).Content;
    }
}
