using System.Text;

namespace Signaling.Gateway.Tests.Fuzz;

/// <summary>Makes nonsense, the same for the same seed: bytes, frames, and messages that were good once.</summary>
internal sealed class Mutator(int seed, string[]? messages = null)
{
    private static readonly string[] Messages =
    [
        """{"type":"join-room","room":"fuzz","peerId":"p","instance":"i","acks":true,"rollback":false,"token":"t","data":{"a":[1,2]},"resume":"AQAA"}""",
        """{"type":"resume","resume":"AQAAAAAAAAAA","seen":0,"token":"t"}""",
        """{"type":"offer","targetPeerId":"q","sdp":"v=0\r\na=ice-ufrag:abcd\r\n","seq":1,"connection":"c","targetInstance":"i"}""",
        """{"type":"answer","targetPeerId":"q","sdp":{"type":"answer","sdp":"v=0\r\na=ice-ufrag:wxyz\r\n"},"seq":2,"negotiation":1}""",
        """{"type":"ice-candidate","targetPeerId":"q","candidate":{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag abcd","sdpMid":"0","sdpMLineIndex":0,"usernameFragment":"abcd"},"seq":3,"ufrag":"abcd"}""",
        """{"type":"ice-candidate","targetPeerId":"q","candidate":null,"seq":4}""",
        """{"type":"message","data":{"text":"h\u00e9llo \ud83d\ude00","n":-12.5e3},"seq":5,"seen":1}""",
        """{"type":"applied","fromPeerId":"q","fromSeq":1,"error":"no"}""",
        """{"type":"ack","seen":3}""",
        """{"type":"update","data":[true,false,null]}""",
        """{"type":"state","peerId":"q","connectionState":"failed","detail":{}}""",
        """{"type":"token","token":"abc"}""",
        """{"type":"leave-room"}""",
        """{"type":"ping"}""",
    ];

    private static readonly string[] Extremes =
    [
        "9007199254740993", "-1", "1e999", "0", "\"\"", "null", "true", "[]", "{}", "\"\\ud800\"", "\"\\u0000\"", "[[[[[[[[[[[[[[[[[[[[", "99999999999999999999999",
        "\"" + new string('x', 300) + "\"", "\"ping\"", "{\"type\":\"ping\"}",
    ];

    private readonly Random _random = new(seed);
    private readonly string[] _messages = messages ?? Messages;

    /// <summary>Bytes of no kind.</summary>
    public byte[] Bytes(int lengthMax)
    {
        var bytes = new byte[_random.Next(1, lengthMax)];
        _random.NextBytes(bytes);
        return bytes;
    }

    /// <summary>A message with one to four things wrong with it; sometimes it is still good.</summary>
    public byte[] Message() => Mutated(_messages);

    /// <summary>The same with messages of another protocol.</summary>
    public byte[] Mutated(string[] messages)
    {
        var bytes = Encoding.UTF8.GetBytes(messages[_random.Next(messages.Length)]).ToList();
        for (var changes = _random.Next(1, 5); changes > 0; changes--) Change(bytes);
        return [.. bytes];
    }

    public bool Chance(int oneIn) => _random.Next(oneIn) == 0;

    private void Change(List<byte> bytes)
    {
        var at = _random.Next(bytes.Count + 1);
        var length = Math.Min(_random.Next(1, 12), bytes.Count - at);
        switch (_random.Next(8))
        {
            case 0 when at < bytes.Count: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1 when at < bytes.Count: bytes[at] = (byte)_random.Next(256); break;
            case 2: bytes.RemoveRange(at, length); break;
            case 3: bytes.InsertRange(at, bytes.GetRange(at, length)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: bytes.InsertRange(at, Bytes(6)); break;
            case 6: bytes.InsertRange(at, "{}[]\":,\\\n"u8.ToArray()[.._random.Next(1, 9)]); break;
            default: ReplaceValue(bytes); break;
        }
    }

    private void ReplaceValue(List<byte> bytes)
    {
        var colons = Enumerable.Range(0, bytes.Count).Where(i => bytes[i] == ':').ToList();
        if (colons.Count == 0) return;
        var from = colons[_random.Next(colons.Count)] + 1;
        var to = from;
        while (to < bytes.Count && bytes[to] is not ((byte)',' or (byte)'}')) to++;
        bytes.RemoveRange(from, to - from);
        bytes.InsertRange(from, Encoding.UTF8.GetBytes(Extremes[_random.Next(Extremes.Length)]));
    }
}
