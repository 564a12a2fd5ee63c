using static TorchSharp.torch;

namespace OptPolicy.Compression.Models;

/// <summary>A level of the weights' names that computes nothing.</summary>
internal sealed class Container(string name) : nn.Module(name);
