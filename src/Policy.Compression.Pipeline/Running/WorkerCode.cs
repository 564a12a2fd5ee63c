using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OptPolicy.Compression.Pipeline.Running;

/// <summary>What tells one build of the trainer from another: the module version ids, which the compiler derives from the sources, of what decides about weights.</summary>
internal static class WorkerCode
{
    private static readonly string[] Assemblies = [$"{WorkerProcess.ToolName}.dll", "OptPolicy.Compression.dll", "OptPolicy.Kernels.dll", "OptPolicy.Quantization.dll", "TorchSharp.dll"];

    public static string IdentityOf(string folder) => string.Join(' ', Assemblies.Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(IdOf));

    private static string IdOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid).ToString("N");
    }
}
