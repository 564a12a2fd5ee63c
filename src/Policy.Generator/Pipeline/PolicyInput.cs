using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using SyntaxTree = OptPolicy.Language.Syntax.SyntaxTree;

namespace OptPolicy.Generator.Pipeline;

/// <summary>A policy file with its tree; equal when path, role and text are.</summary>
internal sealed class PolicyInput(PolicyRole role, SyntaxTree tree) : IEquatable<PolicyInput>
{
    public PolicyRole Role { get; } = role;

    public SyntaxTree Tree { get; } = tree;

    /// <summary>Reads a file; <see langword="null"/> when it cannot be read, which the compiler itself reports.</summary>
    public static PolicyInput? Read(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken) =>
        file.GetText(cancellationToken) is { } text
            ? new PolicyInput(PolicyRoles.Of(file, options), SyntaxTreeCache.Get(file.Path, text, cancellationToken))
            : null;

    public bool Equals(PolicyInput? other) =>
        other is not null && Role == other.Role && (ReferenceEquals(Tree, other.Tree) ||
            (string.Equals(Tree.Text.Path, other.Tree.Text.Path, StringComparison.Ordinal) && string.Equals(Tree.Text.Content, other.Tree.Text.Content, StringComparison.Ordinal)));

    public override bool Equals(object? obj) => Equals(obj as PolicyInput);

    public override int GetHashCode() => HashCode.Combine(Role, Tree.Text.Path, Tree.Text.Content);
}
