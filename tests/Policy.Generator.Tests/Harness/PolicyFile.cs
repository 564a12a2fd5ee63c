using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace OptPolicy.Generator.Tests.Harness;

/// <summary>A policy file as the compiler hands it over.</summary>
internal sealed class PolicyFile(string path, string content, string role = "policy") : AdditionalText
{
    private readonly SourceText _text = SourceText.From(content, Encoding.UTF8);

    public override string Path => path;

    public string Role => role;

    public override SourceText GetText(CancellationToken cancellationToken = default) => _text;

    public PolicyFile WithContent(string newContent) => new(path, newContent, role);

    public PolicyFile Replace(string oldText, string newText)
    {
        var content = _text.ToString();
        Assert.Contains(oldText, content, StringComparison.Ordinal);
        return WithContent(content.Replace(oldText, newText, StringComparison.Ordinal));
    }
}
