using System.Reflection;

namespace OptPolicy.Cli;

internal static class ToolVersion
{
    /// <summary>The package version, without the build's commit.</summary>
    public static string Text { get; } =
        typeof(ToolVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
