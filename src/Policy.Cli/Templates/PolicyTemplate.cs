using System.Globalization;
using System.Text;

namespace OptPolicy.Cli.Templates;

/// <summary>The starter policies that travel in the tool.</summary>
internal static class PolicyTemplate
{
    public const string Default = "chat";

    // What every template calls its policy; not a word that occurs elsewhere in one.
    private const string Placeholder = "StarterPolicy";

    public static IReadOnlyList<string> Names { get; } = ["chat", "rag", "agent", "cache", "compress"];

    public static string Render(string template, string policyName)
    {
        using var stream = typeof(PolicyTemplate).Assembly.GetManifestResourceStream($"templates/{template}.optpolicy")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Replace(Placeholder, policyName, StringComparison.Ordinal);
    }

    /// <summary><c>support-desk.optpolicy</c> becomes <c>SupportDesk</c>.</summary>
    public static string NameFor(string path)
    {
        var words = Path.GetFileNameWithoutExtension(path).Split(['-', '_', '.', ' '], StringSplitOptions.RemoveEmptyEntries);
        var name = string.Concat(words.Select(static word => char.ToUpper(word[0], CultureInfo.InvariantCulture) + word[1..]));
        return name.Length > 0 && char.IsAsciiLetterUpper(name[0]) ? name : "Policy" + name;
    }
}
