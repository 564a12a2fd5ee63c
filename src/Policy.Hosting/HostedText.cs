using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using OptPolicy.Language.Text;

namespace OptPolicy.Hosting;

/// <summary>A policy text as the generator's input.</summary>
internal sealed class HostedText(PolicyText text) : AdditionalText
{
    public override string Path => text.Path;

    public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text.Content, Encoding.UTF8);
}
