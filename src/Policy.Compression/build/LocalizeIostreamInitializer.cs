using System;
using System.IO;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// libLibTorchSharp.so of TorchSharp 0.107.0 imports one symbol that hosts with GCC 12's libstdc++ (Debian 12, RHEL 9) lack:
/// std::ios_base_library_init, an empty function whose only purpose is to make old hosts refuse the library.
/// This gives the copy in the output its own empty function: the version requirement becomes weak and the undefined
/// symbol a hidden local one that points at a RET. Does nothing to a library that has no such import.
/// Field offsets: System V ABI, ELF-64 object file format; Linux Standard Base, symbol versioning.
/// </summary>
public sealed class LocalizeIostreamInitializer : Task
{
    private const string Version = "GLIBCXX_3.4.32";
    private const string Symbol = "_ZSt21ios_base_library_initv";
    private const int Executable = 4, SymbolSize = 24;
    private const byte Weak = 2, Hidden = 2, Return = 0xC3;

    private byte[] elf;
    private long symbols, symbolBytes, names, needs, needCount, versions, code, codeAddress, codeBytes;
    private int codeSection;

    [Required]
    public string Library { get; set; }

    public override bool Execute()
    {
        elf = File.ReadAllBytes(Library);
        ReadSections();
        if (!WeakenRequirement())
        {
            return true;
        }

        DefineLocally();
        // Never written in place: the output may be a hard link to the package cache.
        var patched = Library + ".patched";
        File.WriteAllBytes(patched, elf);
        File.Delete(Library);
        File.Move(patched, Library);
        return true;
    }

    private void ReadSections()
    {
        long table = Long(0x28);
        int entry = Short(0x3A), count = Short(0x3C);
        for (var i = 0; i < count; i++)
        {
            var section = table + i * entry;
            uint type = Int(section + 4);
            long offset = Long(section + 0x18), size = Long(section + 0x20);
            switch (type)
            {
                case 11: // SHT_DYNSYM
                    symbols = offset;
                    symbolBytes = size;
                    names = Long(table + Int(section + 0x28) * entry + 0x18);
                    break;
                case 0x6ffffffe: // SHT_GNU_verneed
                    needs = offset;
                    needCount = Int(section + 0x2C);
                    break;
                case 0x6fffffff: // SHT_GNU_versym
                    versions = offset;
                    break;
                case 1 when (Long(section + 8) & Executable) != 0 && size > codeBytes: // SHT_PROGBITS
                    code = offset;
                    codeAddress = Long(section + 0x10);
                    codeBytes = size;
                    codeSection = i;
                    break;
            }
        }
    }

    private bool WeakenRequirement()
    {
        var found = false;
        for (long need = needs, n = 0; n < needCount; n++, need += Int(need + 12))
        {
            var auxiliary = need + Int(need + 8);
            for (var i = 0; i < Short(need + 2); i++, auxiliary += Int(auxiliary + 12))
            {
                if (Name(Int(auxiliary + 8)) == Version && (elf[auxiliary + 4] & Weak) == 0)
                {
                    elf[auxiliary + 4] |= Weak;
                    found = true;
                }
            }
        }

        return found;
    }

    private void DefineLocally()
    {
        var instruction = Array.IndexOf(elf, Return, (int)code, (int)codeBytes);
        var address = codeAddress + instruction - code;
        for (long symbol = symbols, i = 0; symbol < symbols + symbolBytes; symbol += SymbolSize, i++)
        {
            if (Short(symbol + 6) == 0 && Name(Int(symbol)) == Symbol)
            {
                elf[symbol + 5] = (byte)((elf[symbol + 5] & ~3) | Hidden);
                BitConverter.GetBytes((ushort)codeSection).CopyTo(elf, (int)symbol + 6);
                BitConverter.GetBytes(address).CopyTo(elf, (int)symbol + 8);
                BitConverter.GetBytes((ushort)1).CopyTo(elf, (int)(versions + 2 * i));
            }
        }
    }

    private string Name(long offset)
    {
        var start = (int)(names + offset);
        return Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
    }

    private long Long(long offset) => BitConverter.ToInt64(elf, (int)offset);

    private uint Int(long offset) => BitConverter.ToUInt32(elf, (int)offset);

    private ushort Short(long offset) => BitConverter.ToUInt16(elf, (int)offset);
}
