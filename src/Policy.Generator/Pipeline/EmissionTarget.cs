using System.Text;
using Microsoft.CodeAnalysis.Diagnostics;

namespace OptPolicy.Generator.Pipeline;

/// <summary>What the consuming project says about the code it wants. A value, so that unrelated builds settings do not re-emit.</summary>
/// <param name="Namespace">The namespace of generated types; empty for the global one.</param>
/// <param name="ProjectDirectory">With a trailing separator, or empty. Paths in generated strings are relative to it, so that output does not depend on the machine.</param>
/// <param name="EmitTestCases">Whether tests become data instead of xunit methods.</param>
internal sealed record EmissionTarget(string Namespace, string ProjectDirectory, bool EmitTestCases)
{
    /// <summary>Whether the project is an app without a native ONNX Runtime. Nothing that is emitted depends on it, so it is no part of the value.</summary>
    public static bool LacksNativeRuntime(AnalyzerConfigOptionsProvider options) =>
        options.GlobalOptions.TryGetValue("build_property.OptPolicyNativeRuntime", out var found) && string.Equals(found, "missing", StringComparison.Ordinal);

    public static EmissionTarget Read(AnalyzerConfigOptionsProvider options)
    {
        var properties = options.GlobalOptions;
        properties.TryGetValue("build_property.RootNamespace", out var rootNamespace);
        properties.TryGetValue("build_property.ProjectDir", out var folder);
        properties.TryGetValue("build_property.OptPolicyEmitTests", out var tests);
        return new EmissionTarget(NamespaceOf(rootNamespace ?? ""), folder ?? "", string.Equals(tests, "cases", StringComparison.OrdinalIgnoreCase));
    }

    public string Relative(string path)
    {
        var normal = path.Replace('\\', '/');
        var folder = ProjectDirectory.Replace('\\', '/');
        return folder.Length > 0 && normal.StartsWith(folder, StringComparison.Ordinal) ? normal[folder.Length..] : normal[(normal.LastIndexOf('/') + 1)..];
    }

    // A project may be called "my-app"; its namespace is then my_app, as in the SDK's templates.
    private static string NamespaceOf(string rootNamespace)
    {
        var result = new StringBuilder(rootNamespace.Length);
        foreach (var c in rootNamespace)
        {
            var startsSegment = result.Length == 0 || result[^1] == '.';
            if (startsSegment && char.IsDigit(c))
            {
                result.Append('_');
            }

            result.Append(char.IsLetterOrDigit(c) || c is '_' or '.' ? c : '_');
        }

        return result.ToString().Trim('.');
    }
}
