# Checks an evidencekit vault or export, or one capture, with Windows PowerShell 5.1 or later alone.
#   powershell -ExecutionPolicy Bypass -File check.ps1 [-Fingerprint F] [-Roots ROOTS.pem] [-Vault DIR]
#   powershell -ExecutionPolicy Bypass -File check.ps1 [-Fingerprint F] -Capture C.wacz -Key KEY.pem
# Reads only. Says the same as check.sh in the same lines. Exit: 0 nothing failed, 1 something failed,
# 2 wrong use, 3 the format is newer. Only time tokens need openssl on the PATH; without it they stay open.
# It came with the vault: whoever could change the vault could change this file. Take it from a release
# of evidencekit where that matters. Format: docs/vault-format.md, 1.0.
# UNTESTED: it was read against check.sh and what PowerShell 5.1 and 7 are known to do, line by line, and its grammar
# was checked, but no PowerShell has run it yet. Where it and check.sh differ, check.sh holds.
[CmdletBinding()]
param([string]$Fingerprint = '', [string]$Roots = '', [string]$Vault = '', [string]$Capture = '', [string]$Key = '')
Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
# What can't be read to its end is never a pass.
trap { [Console]::Out.WriteLine("RESULT failed: it could not be finished: $($_.Exception.Message -creplace '[^\x20-\x7e]', '?')"); exit 1 }
# Else openssl for Windows takes names for the old code page of the computer.
$env:OPENSSL_WIN32_UTF8 = '1'
$Utf8 = New-Object System.Text.UTF8Encoding($false, $true)
$script:Bad = 0; $script:Demo = $false; $script:Open = ''; $script:Root = ''
$script:VaultId = ''; $script:VaultDemo = ''; $script:Export = $false
function New-Names { , (New-Object 'System.Collections.Generic.HashSet[string]') }
function New-Table { , (New-Object 'System.Collections.Generic.Dictionary[string,object]') }
$Prints = New-Names; $Known = New-Names; $Heads = New-Names; $Ended = New-Names; $Scope = New-Names
$Removed = New-Names; $Gone = New-Names; $GoneRows = New-Names; $Places = New-Table; $After = New-Table; $Counts = New-Table; $Inside = New-Names; $Outside = New-Names; $Last = New-Names; $Keys = New-Table
$Events = New-Object 'System.Collections.Generic.List[object]'
$Links = New-Object 'System.Collections.Generic.List[string]'
$Ignored = New-Names; foreach ($name in '.DS_Store', 'Thumbs.db', 'desktop.ini') { [void]$Ignored.Add($name) }
$NotNamed = 'see the lines NOTE'

# -ceq asks the invariant culture, for which what no eye sees (a soft hyphen, a zero-width joiner, NUL) is not there.
function Same([string]$One, [string]$Other) { [string]::Equals($One, $Other, [StringComparison]::Ordinal) }
# Names of files may be made to fool a terminal.
function Say([string]$Line) { [Console]::Out.WriteLine(($Line -creplace '[^\x20-\x7e]', '?')) }
function Ok([string]$Check, [string]$Item) { Say "OK   $Check $Item" }
function Bad([string]$Check, [string]$Item, [string]$What) { $script:Bad++; Say "BAD  $Check ${Item}: $What" }
function Note([string]$Check, [string]$Item, [string]$What) { Say "NOTE $Check ${Item}: $What" }
function Usage { [Console]::Error.WriteLine('usage: check.ps1 [-Fingerprint F] [-Roots ROOTS.pem] [-Vault DIR | -Capture C.wacz -Key KEY.pem]'); exit 2 }
function Place([string]$Path) { [IO.Path]::Combine($script:Root, $Path.Replace('/', [string][IO.Path]::DirectorySeparatorChar)) }
function IsLink([IO.FileSystemInfo]$Entry) {
    # Cloud folders mark every file as a reparse point: only links lead elsewhere. A hard link is the file itself.
    if (([int]$Entry.Attributes -band [int][IO.FileAttributes]::ReparsePoint) -eq 0) { return $false }
    $kind = "$((Get-Item -LiteralPath $Entry.FullName -Force).LinkType)"
    return -not ((Same $kind '') -or (Same $kind 'HardLink'))
}
function Plain([string]$Path) {
    # A plain file, reached without any link.
    $at = $script:Root
    foreach ($part in $Path.Split('/')) {
        $at = [IO.Path]::Combine($at, $part)
        if ([IO.Directory]::Exists($at)) { $entry = New-Object IO.DirectoryInfo($at) }
        elseif ([IO.File]::Exists($at)) { $entry = New-Object IO.FileInfo($at) }
        else { return $false }
        if (IsLink $entry) { return $false }
    }
    return [IO.File]::Exists($at)
}
function Hex([byte[]]$Bytes) { [BitConverter]::ToString($Bytes).Replace('-', '').ToLowerInvariant() }
function NewSha {
    # The system's own: quick, and allowed where the managed one is not (FIPS).
    try { return New-Object Security.Cryptography.SHA256CryptoServiceProvider } catch { return [Security.Cryptography.SHA256]::Create() }
}
function Sha([byte[]]$Bytes) {
    $sha = NewSha
    try { return , $sha.ComputeHash($Bytes) } finally { $sha.Dispose() }
}
function HashRange([IO.Stream]$Stream, [long]$From, [long]$Length) {
    $sha = NewSha; $piece = New-Object byte[] 1048576
    try {
        [void]$Stream.Seek($From, [IO.SeekOrigin]::Begin); $left = $Length
        while ($left -gt 0) {
            $got = $Stream.Read($piece, 0, [int][Math]::Min([long]$piece.Length, $left))
            if ($got -le 0) { return , ([byte[]]@()) }
            [void]$sha.TransformBlock($piece, 0, $got, $null, 0); $left -= $got
        }
        [void]$sha.TransformFinalBlock($piece, 0, 0)
        return , $sha.Hash
    } finally { $sha.Dispose() }
}
function HashFull([string]$Full) {
    $stream = [IO.File]::OpenRead($Full)
    try { return , (HashRange $stream 0 $stream.Length) } finally { $stream.Dispose() }
}
function HashOf([string]$Path) { Hex (HashFull (Place $Path)) }
function FromBase64([string]$Text) {
    # Canonical base64 or nothing.
    try { $bytes = [Convert]::FromBase64String($Text) } catch { return $null }
    if (-not (Same ([Convert]::ToBase64String($bytes)) $Text)) { return $null }
    return , $bytes
}
function RawSignature([byte[]]$Der) {
    # SEQUENCE of two positive INTEGERs, minimal, nothing after them: as r and s of 48 bytes each.
    if ($null -eq $Der -or $Der.Length -lt 8 -or $Der.Length -gt 104 -or $Der[0] -ne 0x30 -or $Der[1] -ne $Der.Length - 2) { return $null }
    $raw = New-Object byte[] 96; $at = 2
    foreach ($half in 0, 48) {
        if ($at + 2 -gt $Der.Length -or $Der[$at] -ne 2) { return $null }
        $length = [int]$Der[$at + 1]; $from = $at + 2; $at = $from + $length
        if ($length -lt 1 -or $at -gt $Der.Length -or $Der[$from] -ge 128) { return $null }
        if ($Der[$from] -eq 0 -and ($length -eq 1 -or $Der[$from + 1] -lt 128)) { return $null }
        if ($Der[$from] -eq 0) { $from++; $length-- }
        if ($length -gt 48) { return $null }
        [Array]::Copy($Der, $from, $raw, $half + 48 - $length, $length)
    }
    if ($at -ne $Der.Length) { return $null }
    return , $raw
}
function NewKey([byte[]]$Spki) {
    $x = New-Object byte[] 48; $y = New-Object byte[] 48
    [Array]::Copy($Spki, 24, $x, 0, 48); [Array]::Copy($Spki, 72, $y, 0, 48)
    if ($null -ne ('System.Security.Cryptography.ECParameters' -as [type])) {
        $point = New-Object System.Security.Cryptography.ECPoint; $point.X = $x; $point.Y = $y
        $given = New-Object System.Security.Cryptography.ECParameters
        $given.Curve = [Security.Cryptography.ECCurve+NamedCurves]::nistP384; $given.Q = $point
        return [Security.Cryptography.ECDsa]::Create($given)
    }
    # .NET before 4.7: "ECS3", the length of a coordinate, both coordinates.
    $blob = [byte[]](@(0x45, 0x43, 0x53, 0x33, 48, 0, 0, 0) + $x + $y)
    $cng = [Security.Cryptography.CngKey]::Import($blob, [Security.Cryptography.CngKeyBlobFormat]::EccPublicBlob)
    return New-Object System.Security.Cryptography.ECDsaCng($cng)
}
function Verifies([object]$Public, [byte[]]$Digest, [byte[]]$Der) {
    $raw = RawSignature $Der
    if ($null -eq $raw) { return $false }
    return VerifiesRaw $Public $Digest $raw
}
function VerifiesRaw([object]$Public, [byte[]]$Digest, [byte[]]$Raw) {
    # Some systems throw at numbers that can be no signature.
    try { return $Public.VerifyHash($Digest, $Raw) } catch { return $false }
}
function ReadKey([string]$Full, [string]$Item) {
    # The PEM exactly as openssl writes a P-384 key; null if it is not.
    $head = '3076301006072a8648ce3d020106052b81040022036200' + '04'
    try {
        $text = $Utf8.GetString([IO.File]::ReadAllBytes($Full))
        $base64 = ($text -creplace '-----(BEGIN|END) PUBLIC KEY-----', '').Replace("`n", '')
        $spki = FromBase64 $base64
        $lines = [regex]::Replace($base64, '.{64}(?=.)', "`$0`n")
        $good = $null -ne $spki -and $spki.Length -eq 120 -and (Hex $spki).StartsWith($head, [StringComparison]::Ordinal)
        if ($good -and (Same $text "-----BEGIN PUBLIC KEY-----`n$lines`n-----END PUBLIC KEY-----`n")) {
            return New-Object psobject -Property @{ Public = (NewKey $spki); Print = (Hex (Sha $spki)); Base64 = $base64 }
        }
    } catch { Write-Verbose $_.Exception.Message }
    Bad 'key.file' $Item 'not there, or not a P-384 key in its usual form'
    return $null
}
$Line = '\A\{"at":"(?<at>[0-9T:.Z-]*)","body":(?<body>\{.*\}),"boot":"(?<boot>[0-9a-f]{16})","kind":"(?<kind>[a-z._]*)","mono":(?<mono>[0-9]*),"prev":"(?<prev>[0-9a-f]{64})","seq":(?<seq>[0-9]*),"sig":"(?<sig>[A-Za-z0-9+/=]*)","v":1\}\z'
$Tail = ',"sig":"[A-Za-z0-9+/=]*","v":1\}\z'
function CheckLog([string]$Log, [string]$Id, [object]$Own) {
    $before = $script:Bad
    if (-not (Plain $Log)) { Bad 'custody.form' $Log 'missing or empty'; return }
    $data = [IO.File]::ReadAllBytes((Place $Log))
    if ($data.Length -eq 0) { Bad 'custody.form' $Log 'missing or empty'; return }
    if ([Text.Encoding]::GetEncoding(28591).GetString($data) -cmatch '[\x00-\x09\x0b-\x1f]') { Bad 'custody.form' $Log 'control characters' }
    if ($data[$data.Length - 1] -ne 10) { Bad 'custody.tail' $Log 'the last line has no end' }
    $from = 0; $count = 0; $previous = '0' * 64
    while ($from -lt $data.Length) {
        $end = [Array]::IndexOf($data, [byte]10, $from)
        if ($end -lt 0) { break }
        $bytes = New-Object byte[] ($end - $from); [Array]::Copy($data, $from, $bytes, 0, $bytes.Length); $from = $end + 1
        try { $text = $Utf8.GetString($bytes) } catch { $text = '' }
        $found = [regex]::Match($text, $Line)
        if (-not $found.Success -or $found.Groups['seq'].Value -cne "$count") { Bad 'custody.form' "${Log}:$($count + 1)" 'the line is not in the form'; break }
        if ($found.Groups['prev'].Value -cne $previous) { Bad 'custody.chain' "${Log}:$($count + 1)" 'the line does not follow the one before it'; break }
        $signed = Sha ($Utf8.GetBytes([regex]::Replace($text, $Tail, ',"v":1}')))
        $der = FromBase64 $found.Groups['sig'].Value
        if ($null -eq $der -or -not (Verifies $Own.Public $signed $der)) { Bad 'custody.signatures' "${Log}:$($count + 1)" 'the line is not signed by this key' }
        if ($count -eq 0) { CheckBegun $Log $Id $Own $found }
        $Events.Add((New-Object psobject -Property @{ Id = $Id; Seq = $count; Kind = $found.Groups['kind'].Value; Body = $found.Groups['body'].Value; At = $found.Groups['at'].Value; Boot = $found.Groups['boot'].Value; Mono = $found.Groups['mono'].Value }))
        $previous = Hex (Sha $bytes); [void]$Heads.Add("$Id $count $previous"); $count++
    }
    [void]$Last.Add("$Id $($count - 1)"); $Counts[$Id] = $count
    if ($script:Bad -ne $before) { return }
    foreach ($check in 'custody.form', 'custody.tail', 'custody.chain', 'custody.signatures', 'vault.identity') { Ok $check "$Log ($count lines)" }
    CheckClock $Log $Id
}
function CheckClock([string]$Log, [string]$Id) {
    # Within a boot wall and monotonic clock move together, or a clock.step says by how much not.
    $boot = ''; $before = [long]0; $mono = [long]0; $odd = $false
    foreach ($said in $Events) {
        if ($said.Id -cne $Id) { continue }
        $time = New-Object DateTime(0)
        $read = [DateTime]::TryParseExact($said.At, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", [Globalization.CultureInfo]::InvariantCulture, [Globalization.DateTimeStyles]::None, [ref]$time)
        $wall = [long]($time.Ticks / 10000); $now = [long]$said.Mono; $same = $said.Boot -ceq $boot; $moved = [long]0
        if ($same) { $moved = ($wall - $before) - ($now - $mono) }
        if ([Math]::Abs($moved) -le 2000) { $moved = [long]0 }
        $told = [long]0; $step = [regex]::Match($said.Body, '\A\{"step_ms":(-?[0-9]{1,15})\}\z')
        if ($said.Kind -ceq 'clock.step' -and $step.Success) { $told = [long]$step.Groups[1].Value }
        if (-not $read -or $moved -ne $told -or ($same -and $now -lt $mono)) {
            $odd = $true; Note 'custody.clock' "${Log}:$($said.Seq + 1)" "the clock moved by $moved ms since the line before, and no line tells of it"
        }
        $boot = $said.Boot; $before = $wall; $mono = $now
    }
    if (-not $odd) { Ok 'custody.clock' $Log }
}
function CheckBegun([string]$Log, [string]$Id, [object]$Own, [object]$Found) {
    $begun = [regex]::Match($Found.Groups['body'].Value, '\A\{"after":.*,"demo":(?<demo>[a-z]*),"format":"[0-9.]*","key_id":"(?<key>[0-9a-f]*)","program":"[^"]*","spki":"(?<spki>[A-Za-z0-9+/=]*)","vault_id":"(?<vault>[a-z0-9-]*)"\}\z')
    $told = "$($begun.Groups['demo'].Value) $($begun.Groups['key'].Value) $($begun.Groups['spki'].Value) $($begun.Groups['vault'].Value)"
    if ($Found.Groups['kind'].Value -cne 'log.begun' -or $told -cne "$($script:VaultDemo) $Id $($Own.Base64) $($script:VaultId)") { Bad 'vault.identity' "${Log}:1" 'vault, key or DEMO mark differ from vault.json and keys/' }
    if ($begun.Groups['demo'].Value -ceq 'true') { $script:Demo = $true }
}
$Members = 'archive/data.warc.gz', 'indexes/index.cdx.gz', 'indexes/index.idx', 'pages/pages.jsonl', 'datapackage.json', 'datapackage-digest.json'
function ReadBytes([IO.Stream]$Stream, [long]$From, [int]$Length) {
    $bytes = New-Object byte[] $Length; [void]$Stream.Seek($From, [IO.SeekOrigin]::Begin); $at = 0
    while ($at -lt $Length) { $got = $Stream.Read($bytes, $at, $Length - $at); if ($got -le 0) { return , ([byte[]]@()) }; $at += $got }
    return , $bytes
}
function Little([long]$Number) { (Hex ([BitConverter]::GetBytes($Number))).Substring(0, 8) }
function OpenZip([IO.Stream]$Stream, [string]$Item) {
    # The six stored members, one after the other; every other byte is made anew and compared.
    $parts = New-Table; $at = [long]0; $dir = ''
    foreach ($name in $Members) {
        $header = Hex (ReadBytes $Stream $at (30 + $name.Length)); $told = Hex ($Utf8.GetBytes($name))
        if ($header.Length -ne 2 * (30 + $name.Length)) { Bad 'wacz.zip' $Item "cannot read $name"; return $null }
        $length = [long][BitConverter]::ToUInt32((ReadBytes $Stream ($at + 22) 4), 0)
        # Versions, flags and time are those of section 6.1; the sum (CRC) is whatever stands there.
        $both = '14000008000000002100' + $header.Substring(28, 8) + (Little $length) + (Little $length) + (Little $name.Length).Substring(0, 4) + '0000'
        if ($header -cne "504b0304$both$told") { Bad 'wacz.zip' $Item "the header of $name is not in the form"; return $null }
        $parts[$name] = New-Object psobject -Property @{ From = $at + 30 + $name.Length; Length = $length }
        $dir += "504b01021403${both}00000000000000002481$(Little $at)$told"; $at += 30 + $name.Length + $length
    }
    if ($at + $dir.Length / 2 + 22 -ne $Stream.Length) { Bad 'wacz.zip' $Item 'there is something else in the file'; return $null }
    $dir += "504b05060000000006000600$(Little ($dir.Length / 2))$(Little $at)0000"
    if ((Hex (ReadBytes $Stream $at ($dir.Length / 2))) -cne $dir) { Bad 'wacz.zip' $Item 'its directory is not that of its members'; return $null }
    return $parts
}
function TextOf([IO.Stream]$Stream, [object]$Part) {
    if ($Part.Length -gt 16777216) { return '' }
    try { return $Utf8.GetString((ReadBytes $Stream $Part.From ([int]$Part.Length))) } catch { return '' }
}
function One([string]$Text, [string]$Pattern) {
    # What the only line of this form says; nothing if there is none, or more than one.
    $found = [regex]::Matches($Text, $Pattern, [Text.RegularExpressions.RegexOptions]::Multiline)
    if ($found.Count -ne 1) { return '' }
    return $found[0].Groups[1].Value
}
function CheckInside([IO.Stream]$Stream, [object]$Parts, [string]$Item, [object]$Own) {
    $package = TextOf $Stream $Parts['datapackage.json']; $digest = TextOf $Stream $Parts['datapackage-digest.json']
    $resources = [regex]::Match($package, '^ "resources": \[\n(?<all>(?s:.*?))^ \],$', [Text.RegularExpressions.RegexOptions]::Multiline).Groups['all'].Value
    $listed = [regex]::Matches($resources, '^   "name": "(?<name>[^"\n]*)",\n   "path": "(?<path>[^"\n]*)",\n   "hash": "sha256:(?<hash>[0-9a-f]{64})",$', [Text.RegularExpressions.RegexOptions]::Multiline)
    if ($listed.Count -ne 4) { Bad 'wacz.members' $Item 'datapackage.json does not list the four files' }
    else {
        foreach ($n in 0..3) {
            $path = $listed[$n].Groups['path'].Value
            $name = $Members[$n].Substring($Members[$n].LastIndexOf('/') + 1)
            if (-not (Same $path $Members[$n]) -or -not (Same $listed[$n].Groups['name'].Value $name)) { Bad 'wacz.members' $Item 'datapackage.json does not list the four files'; break }
            $found = Hex (HashRange $Stream $Parts[$path].From $Parts[$path].Length)
            if ($found -cne $listed[$n].Groups['hash'].Value) { Bad 'wacz.members' $Item "$path is not what datapackage.json says" }
        }
    }
    $hash = One $digest '^ "hash": "(sha256:[0-9a-f]{64})",$'; $again = One $digest '^  "hash": "(sha256:[0-9a-f]{64})",$'
    $real = 'sha256:' + (Hex (HashRange $Stream $Parts['datapackage.json'].From $Parts['datapackage.json'].Length))
    if ($real -cne $hash -or $hash -cne $again) { Bad 'wacz.digest' $Item 'datapackage.json is not what datapackage-digest.json says' }
    $raw = FromBase64 (One $digest '^  "signature": "([^"\n]*)",$')
    $good = $null -ne $raw -and $raw.Length -eq 96
    if (-not $good -or -not (VerifiesRaw $Own.Public (Sha ($Utf8.GetBytes($hash))) $raw)) { Bad 'wacz.inner_signature' $Item 'the signature inside does not fit' }
    if (-not (Same (One $digest '^  "publicKey": "([^"\n]*)"$') $Own.Base64)) { Bad 'wacz.inner_signature' $Item 'another key is inside' }
    return $package
}
function CheckClaims([string]$Package, [string]$Item, [string]$Id, [int]$Seq, [bool]$Alone) {
    # The eight lines of section 6.7.
    $claims = [regex]::Match($Package, '^ "evidencekit": \{\n  "format": "[0-9.]*",\n  "capture_id": "(?<id>[a-z0-9-]*)",\n  "vault_id": "(?<vault>[a-z0-9-]*)",\n  "key_id": "(?<key>[0-9a-f]*)",\n  "demo": (?<demo>true|false),\n  "custody": \{\n   "seq": (?<seq>[0-9]{1,15}),\n   "head": "(?<head>[0-9a-f]{64})"\n', [Text.RegularExpressions.RegexOptions]::Multiline)
    $name = $Item.Substring($Item.LastIndexOfAny([char[]]'/\') + 1)
    if (-not $claims.Success -or -not (Same "$($claims.Groups['id'].Value).wacz" $name)) { Bad 'wacz.metadata' $Item "it says it is $($claims.Groups['id'].Value)" }
    $demo = $claims.Groups['demo'].Value
    if ($demo -ceq 'true') {
        if (-not $Alone -and $script:VaultDemo -cne 'true') { Bad 'vault.demo' $Item 'a demo capture in a vault that is none' }
        $script:Demo = $true
    }
    if ($Alone -or -not $claims.Success) { return }
    $told = "$($claims.Groups['vault'].Value) $($claims.Groups['key'].Value) $demo"
    if ($told -cne "$($script:VaultId) $Id $($script:VaultDemo)") { Bad 'wacz.metadata' $Item 'another vault, key or DEMO mark' }
    $seen = "$($claims.Groups['key'].Value) $($claims.Groups['seq'].Value) $($claims.Groups['head'].Value)"
    if ([long]$claims.Groups['seq'].Value -ge $Seq -or -not $Heads.Contains($seen)) { Bad 'custody.witness' $Item 'the log does not have the entry that this capture saw' }
}
function CheckWacz([string]$Full, [string]$Item, [object]$Own, [string]$Id, [int]$Seq, [bool]$Alone) {
    $before = $script:Bad; $signature = "$Full.sig"; $signed = [IO.File]::Exists($signature)
    $stream = [IO.File]::OpenRead($Full)
    try {
        if ($signed -or -not $Alone) {
            $der = $null
            if ($signed -and (New-Object IO.FileInfo($signature)).Length -le 256) { $der = [IO.File]::ReadAllBytes($signature) }
            if (-not (Verifies $Own.Public (HashRange $stream 0 $stream.Length) $der)) { Bad 'wacz.signature' "$Item.sig" 'it does not fit the file' }
        } else { Note 'wacz.signature' "$Item.sig" 'not beside the file: only the signature inside is checked' }
        $parts = OpenZip $stream $Item
        if ($null -ne $parts) { CheckClaims (CheckInside $stream $parts $Item $Own) $Item $Id $Seq $Alone }
    } finally { $stream.Dispose() }
    if ($script:Bad -ne $before) { return }
    foreach ($check in 'wacz.signature', 'wacz.zip', 'wacz.members', 'wacz.digest', 'wacz.inner_signature', 'wacz.metadata') { if ($check -cne 'wacz.signature' -or $signed) { Ok $check $Item } }
    if (-not $Alone) { Ok 'custody.witness' $Item }
}
function IsInside([string]$Id) { return (-not $script:Export) -or $Scope.Contains($Id) }
function ReadScope {
    # export.json: what may be absent; the last line of a log vouches for it by its hash.
    $full = Place 'export.json'
    if (-not [IO.File]::Exists($full)) { return '' }
    $script:Export = $true
    try { $text = $Utf8.GetString([IO.File]::ReadAllBytes($full)) } catch { $text = '' }
    if (-not (Plain 'export.json') -or $text.Split("`n").Length -lt 3 -or -not (Same ($text.Split("`n")[2]) ' "kind": "export",')) { Bad 'export.scope' 'export.json' 'not in the form'; return '' }
    $listed = [regex]::Match($text, '^ "captures": \[\n(?<all>(?s:.*?))^ \],$', [Text.RegularExpressions.RegexOptions]::Multiline).Groups['all'].Value
    foreach ($one in [regex]::Matches($listed, '^  "(c-[0-9a-z]{26})",?$', [Text.RegularExpressions.RegexOptions]::Multiline)) { [void]$Scope.Add($one.Groups[1].Value) }
    return $text
}
function CheckScope([string]$Text) {
    if (-not $script:Export -or $Text -ceq '') { return }
    $sealed = New-Names
    foreach ($said in $Events) { if ($said.Kind -ceq 'capture.sealed') { [void]$sealed.Add((One $said.Body '"id":"(c-[0-9a-z]{26})"')) } }
    foreach ($id in $Scope) { if (-not $sealed.Contains($id)) { Bad 'export.scope' 'export.json' "the log does not know $id" } }
    $named = '"files":[{"bytes":' + (New-Object IO.FileInfo((Place 'export.json'))).Length + ',"name":"export.json","sha256":"' + (HashOf 'export.json') + '"}],"recipient":'
    $vouched = $false
    foreach ($said in $Events) { if ($said.Kind -ceq 'export.made' -and $Last.Contains("$($said.Id) $($said.Seq)") -and $said.Body.Contains(",$named")) { $vouched = $true } }
    if ($vouched) { Ok 'export.scope' 'export.json' }
    else { $script:Open = $NotNamed; Note 'export.scope' 'export.json' 'the log does not vouch for what is left out' }
    $listed = [regex]::Matches($Text, '^  \{\n   "name": "(?<name>[A-Za-z0-9_-][A-Za-z0-9/._-]*)",\n   "bytes": [0-9]+,\n   "sha256": "(?<hash>[0-9a-f]{64})"\n  \}', [Text.RegularExpressions.RegexOptions]::Multiline)
    if ($listed.Count -ne [regex]::Matches($Text, '^   "name": ', [Text.RegularExpressions.RegexOptions]::Multiline).Count) { Bad 'export.files' 'export.json' 'not in the form' }
    foreach ($one in $listed) {
        $name = $one.Groups['name'].Value
        if ("/$name".Contains('/.')) { Bad 'export.files' $name 'not a name of ours'; continue }
        if ((Plain $name) -and (HashOf $name) -ceq $one.Groups['hash'].Value) { Ok 'export.files' $name } else { Bad 'export.files' $name 'missing or changed' }
    }
}
$Entry = '\A\{"bytes":[0-9]*,"file":"(?<file>evidence/[0-9]{4}/[0-9]{2}/c-[0-9a-z]{26}\.wacz)","id":"(?<id>c-[0-9a-z]{26})"'
function CheckSuccession {
    # Which log goes on where which ended; fills $Links: whoever trusts the first trusts the second.
    $next = New-Names
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"by":".*","spki":"(?<spki>[A-Za-z0-9+/]{160})"\}\z')
        if ($said.Kind -ceq 'key.succeeded' -and $found.Success) { [void]$next.Add("$($said.Id) $($said.Seq) $($found.Groups['spki'].Value)") }
    }
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"after":\{"head":"(?<head>[0-9a-f]{64})","key_id":"(?<key>[0-9a-f]{16})","seq":(?<seq>[0-9]{1,15})\},.*,"spki":"(?<spki>[A-Za-z0-9+/]*)","vault_id":"[a-z0-9-]*"\}\z')
        if ($said.Kind -cne 'log.begun' -or $said.Seq -ne 0 -or -not $found.Success) { continue }
        $old = $found.Groups['key'].Value; $seq = $found.Groups['seq'].Value; $log = "custody/$($said.Id).jsonl"
        $After[$said.Id] = New-Object psobject -Property @{ Old = $old; Seq = [long]$seq }
        if (-not $Heads.Contains("$old $seq $($found.Groups['head'].Value)")) { Bad 'custody.succession' "${log}:1" 'the log that it goes on from did not end so'; continue }
        $Links.Add("$($said.Id) $old")
        if ($next.Contains("$old $seq $($found.Groups['spki'].Value)")) { Ok 'custody.succession' $log; $Links.Add("$old $($said.Id)") }
        else { $script:Open = $NotNamed; Note 'custody.succession' $log 'that the old key agreed is not shown' }
    }
    foreach ($one in $next) {
        $old, $seq, $spki = $one.Split(' ')
        $bytes = FromBase64 $spki; $id = ''
        if ($null -ne $bytes) { $id = (Hex (Sha $bytes)).Substring(0, 16) }
        if (-not [IO.File]::Exists((Place "custody/$id.jsonl"))) { $script:Open = $NotNamed; Note 'custody.succession' "custody/$id.jsonl" 'the old log names this key as the next, and its log is not here' }
        for ($n = [long]$seq + 1; $n -lt $Counts[$old]; $n++) { Bad 'custody.events' "custody/$old.jsonl:$($n + 1)" 'it stands behind the end of the log' }
    }
}
function CheckRevoked {
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"by":".*","key_id":"(?<key>[0-9a-f]{16})","reason":"[a-z_]*"\}\z')
        if ($said.Kind -cne 'key.revoked' -or -not $found.Success) { continue }
        # From the log that says so back to the log that went on from the revoked one: what that stands on, counts.
        $revoked = $found.Groups['key'].Value; $who = $said.Id; $seq = [long]-1
        for ($n = 0; $n -le $After.Count -and $After.ContainsKey($who); $n++) {
            if ($After[$who].Old -ceq $revoked) { $seq = $After[$who].Seq; break }
            $who = $After[$who].Old
        }
        if ($seq -lt 0) { Bad 'key.revoked' "custody/$($said.Id).jsonl" "it revokes $revoked and did not follow it"; continue }
        $late = $false; $count = 0
        if ($Counts.ContainsKey($revoked)) { $count = $Counts[$revoked] }
        for ($n = $seq + 1; $n -lt $count; $n++) { $late = $true; Bad 'key.revoked' "custody/$revoked.jsonl:$($n + 1)" 'signed with a key that was revoked' }
        if (-not $late) { Ok 'key.revoked' "keys/$revoked.pem" }
    }
}
function AllKnown {
    # Every key is the given one, or bound to it by the logs.
    $trust = New-Names; [void]$trust.Add($Given.Substring(0, 16))
    foreach ($turn in $Prints) {
        foreach ($link in $Links) { $pair = $link.Split(' '); if ($trust.Contains($pair[0])) { [void]$trust.Add($pair[1]) } }
    }
    foreach ($print in $Prints) { if (-not $trust.Contains($print.Substring(0, 16))) { return $false } }
    return $true
}
function CheckRemoved {
    # What a person took out, with a signed line.
    foreach ($said in $Events) {
        if ($said.Kind -cne 'capture.removed') { continue }
        $found = [regex]::Match($said.Body, '\A\{"by":".*","id":"(?<id>c-[0-9a-z]{26})","reason":".*","sha256":"(?<hash>[0-9a-f]{64})"\}\z')
        if ($found.Success) { [void]$Removed.Add("$($found.Groups['id'].Value) $($found.Groups['hash'].Value)"); [void]$Gone.Add($found.Groups['hash'].Value) }
        else { Bad 'custody.form' 'custody' 'a capture.removed line is not in the form' }
    }
}
function StillThere([string]$Path) {
    if ([IO.File]::Exists((Place $Path))) { Note 'custody.unfinished' $Path 'its capture was removed; opening the vault removes it' }
}
function CheckSealed {
    foreach ($said in $Events) {
        if ($said.Kind -cne 'capture.sealed') { continue }
        $found = [regex]::Match($said.Body, $Entry + ',"recovered":[a-z]*,"sha256":"(?<hash>[0-9a-f]{64})"\}\z')
        if (-not $found.Success) { Bad 'custody.form' 'custody' 'a capture.sealed line is not in the form'; continue }
        $file = $found.Groups['file'].Value; $id = $found.Groups['id'].Value; $hash = $found.Groups['hash'].Value
        [void]$Ended.Add($id)
        $Places["$id $hash"] = $file
        if (-not (IsInside $id)) { [void]$Outside.Add("$hash  $file"); Note 'custody.file_missing' $file 'not in this export'; continue }
        [void]$Known.Add($file); [void]$Known.Add("$file.sig"); [void]$Inside.Add($hash)
        if ($Removed.Contains("$id $hash")) {
            [void]$GoneRows.Add("$hash  $file"); StillThere $file; StillThere "$file.sig"
            Note 'custody.removed' $file 'a person removed it on purpose: the log says who and why'; continue
        }
        if (-not (Plain $file)) { Bad 'custody.file_missing' $file 'sealed in the log, not here'; continue }
        if (-not (Plain "$file.sig")) { Bad 'custody.file_missing' "$file.sig" 'sealed in the log, not here'; continue }
        if ((HashOf $file) -ceq $hash) { Ok 'wacz.hash' $file } else { Bad 'wacz.hash' $file 'not the bytes that were sealed' }
        CheckWacz (Place $file) $file $Keys[$said.Id] $said.Id $said.Seq $false
    }
    foreach ($said in $Events) { if ($said.Kind -ceq 'capture.lost') { [void]$Ended.Add((One $said.Body '\A\{"id":"([^"]*)"')) } }
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, $Entry)
        if ($said.Kind -cne 'capture.sealing' -or -not $found.Success -or $Ended.Contains($found.Groups['id'].Value) -or -not (IsInside $found.Groups['id'].Value)) { continue }
        $file = $found.Groups['file'].Value; [void]$Known.Add($file); [void]$Known.Add("$file.sig")
        Note 'custody.unfinished' $file 'it was being sealed; opening the vault finishes it'
    }
}
function CheckDerived {
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"file":"(?<file>derived/[0-9a-f]{64}/[a-z0-9._-]*)","kind":"[a-z_]*","sha256":"(?<hash>[0-9a-f]{64})","source":"(?<from>[0-9a-f]{64})"\}\z')
        if ($said.Kind -cne 'derived.made' -or -not $found.Success) { continue }
        if ($script:Export -and -not $Inside.Contains($found.Groups['from'].Value)) { continue }
        $file = $found.Groups['file'].Value; [void]$Known.Add($file)
        if ($Gone.Contains($found.Groups['from'].Value)) { StillThere $file; continue }
        if (-not (Plain $file)) { Bad 'custody.file_missing' $file 'the log names it, not here'; continue }
        if ((HashOf $file) -ceq $found.Groups['hash'].Value) { Ok 'derived.hash' $file } else { Bad 'derived.hash' $file 'changed since it was made' }
    }
}
function CheckList([string]$List) {
    [void]$Known.Add($List); $before = $script:Bad
    try { $text = $Utf8.GetString([IO.File]::ReadAllBytes((Place $List))) } catch { $text = '' }
    if ($text -cnotmatch '\A([0-9a-f]{64}  [A-Za-z0-9_-][A-Za-z0-9/._-]*\n)+\z' -or $text.Contains('/.')) { Bad 'stamp.list' $List 'not in the form'; return }
    foreach ($row in $text.TrimEnd("`n").Split("`n")) {
        $hash = $row.Substring(0, 64); $path = $row.Substring(66)
        $same = (Plain $path) -and (HashOf $path) -ceq $hash
        $left = $GoneRows.Contains($row) -or (-not [IO.File]::Exists((Place $path)) -and $Outside.Contains($row))
        if (-not $same -and -not $left) { Bad 'stamp.list' $List "$path is missing or changed" }
        $head = [regex]::Match($path, '\Astamps/heads/(?<id>[0-9a-f]{16})-(?<seq>[0-9]+)\.json\z')
        if ($path.StartsWith('stamps/heads/', [StringComparison]::Ordinal)) {
            [void]$Known.Add($path)
            if ($same -and $Heads.Contains("$($head.Groups['id'].Value) $($head.Groups['seq'].Value) $hash")) { Ok 'custody.witness' $path } else { Bad 'custody.witness' $path 'the log does not have this line' }
        }
    }
    if ($script:Bad -eq $before) { Ok 'stamp.list' $List }
}
function RunOpenssl([string[]]$Words) {
    $before = $ErrorActionPreference; $ErrorActionPreference = 'Continue'
    try { & openssl @Words 2>&1 | Out-Null; return $LASTEXITCODE -eq 0 } finally { $ErrorActionPreference = $before }
}
function TokenHolds([string]$Trusted, [string]$List, [string]$Stem, [string[]]$At) {
    $over = @('ts', '-verify') + $At + @('-data', (Place $List), '-in', (Place "$Stem.tsr"), '-CAfile', $Trusted, '-untrusted', (Place "$Stem.chain.pem"))
    $asked = @('ts', '-verify') + $At + @('-queryfile', (Place "$Stem.tsq"), '-in', (Place "$Stem.tsr"), '-CAfile', $Trusted, '-untrusted', (Place "$Stem.chain.pem"))
    return (RunOpenssl $over) -and (RunOpenssl $asked)
}
function Seconds([string]$Time) {
    # 2026-11-23T22:33:57Z, as seconds since 1970; of what is no time 0, when no certificate held.
    try { $at = [DateTime]::ParseExact($Time, "yyyy-MM-dd'T'HH:mm:ss'Z'", [Globalization.CultureInfo]::InvariantCulture) } catch { return '0' }
    return "$([long]($at - (New-Object DateTime(1970, 1, 1))).TotalSeconds)"
}
function Held([string]$Trusted, [string]$List, [string]$Stem, [string]$Time) {
    if (TokenHolds $Trusted $List $Stem @()) { return $true }
    if (-not (TokenHolds $Trusted $List $Stem @('-attime', (Seconds $Time)))) { return $false }
    Note 'stamp.chain' "$Stem.chain.pem" "the certificates have ended since; they held at $Time"
    return $true
}
function IsDemoChain([string]$Full) {
    $text = [IO.File]::ReadAllText($Full)
    foreach ($one in [regex]::Matches($text, '-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----')) {
        try {
            $bytes = [Convert]::FromBase64String($one.Groups[1].Value)
            if ([Text.Encoding]::ASCII.GetString($bytes).Contains('evidencekit DEMO')) { return $true }
        } catch { Write-Verbose $_.Exception.Message }
    }
    return $false
}
function HasOpenssl { $null -ne (Get-Command openssl -CommandType Application -ErrorAction SilentlyContinue) }
function OpensslSays([string[]]$Words) {
    $before = $ErrorActionPreference; $ErrorActionPreference = 'Continue'
    try { return @(& openssl @Words 2>&1 | ForEach-Object { "$_" }) } finally { $ErrorActionPreference = $before }
}
function SerialOf([string]$Chain, [int]$Nth) {
    # Of the n-th certificate, as openssl writes it; nothing if there is none.
    $all = [regex]::Matches([IO.File]::ReadAllText((Place $Chain)), '-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----')
    if ($all.Count -lt $Nth) { return '' }
    try {
        $one = New-Object Security.Cryptography.X509Certificates.X509Certificate2(, [Convert]::FromBase64String($all[$Nth - 1].Groups[1].Value))
        return ($one.SerialNumber -creplace '^(00)+(?=..)', '')
    } catch { return '' }
}
function CheckCrls([string]$Told, [string]$Stem) {
    # Bytes, whose list it is, whether it names the certificate.
    foreach ($one in [regex]::Matches($Told, '\{"file":"(?<file>stamps/[0-9A-Za-z.-]*\.(?<n>[1-9])\.crl)","sha256":"(?<hash>[0-9a-f]{64})"\}')) {
        $file = $one.Groups['file'].Value; $nth = $one.Groups['n'].Value; [void]$Known.Add($file)
        if (-not (Plain $file) -or (HashOf $file) -cne $one.Groups['hash'].Value) { Bad 'stamp.revocation' $file 'missing or not what was kept'; continue }
        if (-not (HasOpenssl)) { $script:Open = 'the time tokens need openssl'; Note 'stamp.revocation' $file 'needs openssl: its bytes are those in the log, what it says was not checked'; continue }
        $lines = @(OpensslSays @('crl', '-inform', 'DER', '-in', (Place $file), '-noout', '-text', '-CAfile', (Place "$Stem.chain.pem")))
        if (@($lines -cmatch '^verify OK').Count -eq 0) { Bad 'stamp.revocation' $file "not signed by the issuer in $Stem.chain.pem"; continue }
        $serial = SerialOf "$Stem.chain.pem" ([int]$nth)
        if ($serial -ceq '' -or @($lines -cmatch "^ *Serial Number: $serial`$").Count -ne 0) { Bad 'stamp.revocation' $file "it names certificate $nth of $Stem.chain.pem as revoked" }
        else { Ok 'stamp.revocation' $file }
    }
}
function CheckToken([string]$List, [string]$Stem, [string]$Time) {
    if ($script:VaultDemo -cne 'true' -and (IsDemoChain (Place "$Stem.chain.pem"))) { Bad 'vault.demo' "$Stem.tsr" 'a demo token in a vault that is none' }
    if (-not (HasOpenssl)) {
        $script:Open = 'the time tokens need openssl'
        Note 'stamp.token' "$Stem.tsr" 'needs openssl: its bytes are those in the log, what they prove was not checked'
        return
    }
    if ($Roots -cne '' -and (Held $Roots $List $Stem $Time)) { Ok 'stamp.token' "$Stem.tsr"; Ok 'stamp.chain' "$Stem.chain.pem"; return }
    if (Held (Place "$Stem.chain.pem") $List $Stem $Time) {
        Ok 'stamp.token' "$Stem.tsr"
        if ($Roots -cne '') { Bad 'stamp.chain' "$Stem.chain.pem" "it does not end in a root of $Roots" }
        else { Note 'stamp.chain' "$Stem.chain.pem" 'the root came with the vault: it proves a time only if you know that root (-Roots ROOTS.pem)' }
    } else {
        Bad 'stamp.token' "$Stem.tsr" 'openssl ts -verify fails'
        if ("$(OpensslSays @('version'))" -clike 'LibreSSL*') { Note 'stamp.token' "$Stem.tsr" 'if its certificates have ended, this needs OpenSSL' }
    }
}
function CheckStamps {
    $folder = Place 'stamps'
    if ([IO.Directory]::Exists($folder)) {
        foreach ($full in [IO.Directory]::GetFiles($folder, '*.sha256')) {
            $name = 'stamps/' + [IO.Path]::GetFileName($full)
            if ($name -cmatch '\Astamps/[A-Za-z0-9.-]+\z' -and (Plain $name)) { CheckList $name }
        }
    }
    $about = '"list":"(?<list>stamps/[0-9TZ-]*\.sha256)","list_sha256":"(?<lh>[0-9a-f]{64})"'
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"authority":"(?<a>[a-z0-9-]{1,40})",' + $about + ',"tsq_sha256":"(?<qh>[0-9a-f]{64})"\}\z')
        if ($said.Kind -cne 'stamp.requested' -or -not $found.Success) { continue }
        $list = $found.Groups['list'].Value; $file = $list.Substring(0, $list.Length - 7) + '.' + $found.Groups['a'].Value + '.tsq'; [void]$Known.Add($file)
        if (-not (Plain $list)) { Bad 'custody.file_missing' $list 'the log names it, not here'; continue }
        if ((HashOf $list) -cne $found.Groups['lh'].Value) { Bad 'stamp.list' $list 'not the list that was sent' }
        if ((Plain $file) -and (HashOf $file) -ceq $found.Groups['qh'].Value) { Ok 'stamp.request' $file } else { Bad 'stamp.request' $file 'missing or changed' }
    }
    foreach ($said in $Events) {
        $found = [regex]::Match($said.Body, '\A\{"authority":"(?<a>[a-z0-9-]{1,40})","chain_sha256":"(?<ch>[0-9a-f]{64})","gen_time":"(?<time>[0-9TZ:-]*)",' + $about + ',"policy":"[0-9.]*","recovered":[a-z]*,"revocation":\[(?<crls>[^\]]*)\],"serial":"[0-9a-f-]*","tsr_sha256":"(?<th>[0-9a-f]{64})"\}\z')
        if ($said.Kind -cne 'stamp.received') { continue }
        if (-not $found.Success) { Bad 'custody.form' 'custody' 'a stamp.received line is not in the form'; continue }
        $before = $script:Bad; $list = $found.Groups['list'].Value; $stem = $list.Substring(0, $list.Length - 7) + '.' + $found.Groups['a'].Value
        [void]$Known.Add("$stem.tsr"); [void]$Known.Add("$stem.chain.pem")
        if (-not (Plain $list) -or (HashOf $list) -cne $found.Groups['lh'].Value) { Bad 'stamp.list' $list 'not the list that was stamped' }
        if (-not (Plain "$stem.tsr") -or (HashOf "$stem.tsr") -cne $found.Groups['th'].Value) { Bad 'stamp.token' "$stem.tsr" 'missing or not what was received' }
        if (-not (Plain "$stem.chain.pem") -or (HashOf "$stem.chain.pem") -cne $found.Groups['ch'].Value) { Bad 'stamp.chain' "$stem.chain.pem" 'missing or not what was received' }
        CheckCrls $found.Groups['crls'].Value $stem
        if ($script:Bad -eq $before) { CheckToken $list $stem $found.Groups['time'].Value }
    }
}
function GotHolds([string]$Trusted, [object]$Got, [string]$Kept, [string[]]$At) {
    $over = @('-data', (Place $Got.Capture))
    if (-not [IO.File]::Exists((Place $Got.Capture))) { $over = @('-digest', $Got.Of) }
    $inner = @(); if ($Got.File.EndsWith('.tst', [StringComparison]::Ordinal)) { $inner = @('-token_in') }
    return RunOpenssl (@('ts', '-verify') + $At + $inner + $over + @('-in', (Place $Got.File), '-CAfile', $Trusted, '-untrusted', $Kept))
}
function GotHeld([string]$Trusted, [object]$Got, [string]$Kept) {
    if (GotHolds $Trusted $Got $Kept @()) { return $true }
    if (-not (GotHolds $Trusted $Got $Kept @('-attime', (Seconds $Got.Time)))) { return $false }
    Note 'stamp.chain' $Got.File "the certificates have ended since; they held at $($Got.Time)"
    return $true
}
function CheckGot([object]$Got, [string]$Kept) {
    $item = $Got.File
    if ($script:VaultDemo -cne 'true' -and (IsDemoChain $Kept)) { Bad 'vault.demo' $item 'a demo token in a vault that is none' }
    if (-not (HasOpenssl)) { $script:Open = 'the time tokens need openssl'; Note 'stamp.token' $item 'needs openssl: its bytes are those in the log, what they prove was not checked'; return }
    if ($Roots -cne '' -and (GotHeld $Roots $Got $Kept)) { Ok 'stamp.token' $item; Ok 'stamp.chain' $item; return }
    if (GotHeld $Kept $Got $Kept) {
        Ok 'stamp.token' $item
        if ($Roots -cne '') { Bad 'stamp.chain' $item "it does not end in a root of $Roots" }
        else { Note 'stamp.chain' $item 'the root came with the vault: it proves a time only if you know that root (-Roots ROOTS.pem)' }
    }
    elseif ($Gone.Contains($Got.Of) -and -not [IO.File]::Exists((Place $Got.Capture))) { Note 'stamp.token' $item 'its capture was removed: not checked' }
    else { Bad 'stamp.token' $item "openssl ts -verify fails over $($Got.Capture)" }
}
function CheckImported {
    $chains = New-Table
    foreach ($said in $Events) {
        if ($said.Kind -cne 'stamp.imported') { continue }
        $found = [regex]::Match($said.Body, '\A\{"by":".*","capture_sha256":"(?<of>[0-9a-f]{64})","file":"(?<file>stamps/imported/[0-9a-f]{64}\.[a-z]{3})","gen_time":"?(?<time>[0-9TZ:nul-]*)"?,"id":"(?<id>c-[0-9a-z]{26})","kind":"(?<kind>[a-z_]*)","sha256":"(?<hash>[0-9a-f]{64})"\}\z')
        if (-not $found.Success) { Bad 'custody.form' 'custody' 'a stamp.imported line is not in the form'; continue }
        $of = $found.Groups['of'].Value; $id = $found.Groups['id'].Value; $file = $found.Groups['file'].Value; $hash = $found.Groups['hash'].Value
        if ($script:Export -and -not $Inside.Contains($of)) { continue }
        [void]$Known.Add($file)
        if (-not (Plain $file)) { Bad 'custody.file_missing' $file 'the log names it, not here'; continue }
        if ((HashOf $file) -cne $hash -or -not $file.StartsWith("stamps/imported/$hash.", [StringComparison]::Ordinal)) { Bad 'stamp.imported' $file 'not the file that was imported'; continue }
        if (-not $Places.ContainsKey("$id $of")) { Bad 'stamp.imported' $file 'bound to a capture that the log does not have'; continue }
        Ok 'stamp.imported' $file
        if (-not $chains.ContainsKey($id)) { $chains[$id] = '' }
        if ($found.Groups['kind'].Value -ceq 'chain') { $chains[$id] += [IO.File]::ReadAllText((Place $file)) }
        elseif ($found.Groups['kind'].Value -ceq 'token') {
            # openssl wants the chains in one file; it is gone again at once.
            $kept = [IO.Path]::GetTempFileName()
            try {
                [IO.File]::WriteAllText($kept, $chains[$id])
                CheckGot (New-Object psobject -Property @{ File = $file; Of = $of; Capture = $Places["$id $of"]; Time = $found.Groups['time'].Value }) $kept
            } finally { [IO.File]::Delete($kept) }
        }
        else { Note 'stamp.certificate' $file 'a certificate of others: not checked here' }
    }
}
function CheckUnknown {
    $before = $script:Bad
    foreach ($top in 'evidence', 'stamps', 'derived') {
        $folders = New-Object 'System.Collections.Generic.Stack[string]'
        if ([IO.Directory]::Exists((Place $top))) { $folders.Push($top) }
        while ($folders.Count -gt 0) {
            $folder = $folders.Pop()
            foreach ($entry in (New-Object IO.DirectoryInfo((Place $folder))).GetFileSystemInfos()) {
                $path = "$folder/$($entry.Name)"; $link = IsLink $entry
                if ($entry -is [IO.DirectoryInfo] -and -not $link) { $folders.Push($path); continue }
                if (-not $link -and $Ignored.Contains($entry.Name)) { continue }
                if ($link -or -not $Known.Contains($path)) { Bad 'custody.file_unknown' $path 'the log does not know it' }
            }
        }
    }
    if ($script:Bad -eq $before) { Ok 'custody.file_unknown' 'evidence stamps derived' }
}
function CheckVault {
    if (-not [IO.File]::Exists((Place 'vault.json'))) { [Console]::Error.WriteLine("no vault.json in $($script:Root)"); exit 2 }
    try { $text = $Utf8.GetString([IO.File]::ReadAllBytes((Place 'vault.json'))) } catch { $text = '' }
    $marker = [regex]::Match($text, '\A\{\n "format": "(?<format>[0-9.]*)",\n "vault_id": "(?<id>v-[0-9a-z]*)",\n "demo": (?<demo>[a-z]*),\n')
    if (-not $marker.Success) { Bad 'vault.format' 'vault.json' 'its first lines are not in the form' }
    elseif ($marker.Groups['format'].Value.StartsWith('1.', [StringComparison]::Ordinal)) { Ok 'vault.format' 'vault.json' }
    else { Say "BAD  vault.format vault.json: format $($marker.Groups['format'].Value) is newer than this check.ps1"; exit 3 }
    $script:VaultId = $marker.Groups['id'].Value; $script:VaultDemo = $marker.Groups['demo'].Value
    if ($script:VaultDemo -ceq 'true') { $script:Demo = $true }
    $told = ReadScope; $logs = New-Names
    if ([IO.Directory]::Exists((Place 'custody'))) {
        foreach ($full in [IO.Directory]::GetFiles((Place 'custody'), '*.jsonl')) {
            $id = [IO.Path]::GetFileNameWithoutExtension($full); $log = "custody/$id.jsonl"; [void]$logs.Add($id)
            if ($id -cnotmatch '\A[0-9a-f]+\z') { Bad 'custody.form' $log 'no log of a key'; continue }
            if (-not (Plain "keys/$id.pem")) { Bad 'key.file' "keys/$id.pem" 'not there, or not a P-384 key in its usual form'; continue }
            $own = ReadKey (Place "keys/$id.pem") "keys/$id.pem"
            if ($null -eq $own) { continue }
            if ($own.Print.Substring(0, 16) -ceq $id) { Ok 'key.file' "keys/$id.pem" } else { Bad 'key.file' "keys/$id.pem" 'the name is not the hash of the key' }
            [void]$Prints.Add($own.Print); $Keys[$id] = $own; CheckLog $log $id $own
        }
    }
    if ($logs.Count -eq 0) { Bad 'custody.form' 'custody' 'missing' }
    if ([IO.Directory]::Exists((Place 'keys'))) {
        foreach ($full in [IO.Directory]::GetFiles((Place 'keys'), '*.pem')) {
            $id = [IO.Path]::GetFileNameWithoutExtension($full)
            if (-not $id.EndsWith('.enc', [StringComparison]::Ordinal) -and -not $logs.Contains($id)) {
                if ($Prints.Count -eq 0) { Bad 'custody.form' "custody/$id.jsonl" 'missing'; continue }
                $script:Open = $NotNamed; Note 'custody.unfinished' "custody/$id.jsonl" 'a key without a log: a change of keys was interrupted, or the log was taken away'
            }
        }
    }
    CheckScope $told; CheckSuccession; CheckRevoked; CheckRemoved; CheckSealed; CheckDerived; CheckStamps; CheckImported; CheckUnknown
}

$Given = ($Fingerprint -replace '\s', '').ToLowerInvariant()
if ($Given -cne '' -and $Given -cnotmatch '\A[0-9a-f]{64}\z') { Usage }
if ($Roots -cne '') {
    if (-not (Test-Path -LiteralPath $Roots -PathType Leaf)) { Usage }
    $Roots = (Resolve-Path -LiteralPath $Roots).ProviderPath
}
if ($Capture -cne '') {
    if ($Vault -cne '' -or -not (Test-Path -LiteralPath $Capture -PathType Leaf) -or $Key -ceq '' -or -not (Test-Path -LiteralPath $Key -PathType Leaf)) { Usage }
    $own = ReadKey (Resolve-Path -LiteralPath $Key).ProviderPath $Key
    if ($null -ne $own) { [void]$Prints.Add($own.Print); CheckWacz (Resolve-Path -LiteralPath $Capture).ProviderPath $Capture $own '' 0 $true }
} else {
    if ($Key -cne '') { Usage }
    if ($Vault -ceq '') { $Vault = $PSScriptRoot }
    if (-not (Test-Path -LiteralPath $Vault -PathType Container)) { Usage }
    $script:Root = (Resolve-Path -LiteralPath $Vault).ProviderPath
    CheckVault
}
foreach ($print in $Prints) { Say "KEY  fingerprint $print" }
$isKnown = $false
if ($Given -cne '') { if ($Prints.Contains($Given)) { $isKnown = AllKnown } else { Bad 'key.known' 'keys' 'not the key with the fingerprint you gave' } }
$Not = 'This does not prove who held the key, that a shop sent these bytes, or that the goods are fake.'
if ($script:Bad -gt 0) { Say "RESULT failed: $($script:Bad) problem(s)"; Say $Not; exit 1 }
if ($script:Demo) { Say $Not; Say 'RESULT DEMO: proves nothing'; exit 0 }
if (-not $isKnown) { Say 'RESULT indeterminate: compare the fingerprint' }
elseif ($script:Open -cne '') { Say "RESULT indeterminate: $($script:Open)" }
else { Say 'RESULT passed' }
Say $Not
exit 0
