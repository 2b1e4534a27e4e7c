<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Run</source>
        <translation>运行(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>There is no run to export yet: start one first.</source>
        <translation>还没有可导出的运行：请先开始一次运行。</translation>
    </message>
    <message>
        <source>Table, one row a span (*.csv);;JSON lines with header (*.jsonl)</source>
        <translation>表格，每个时间段一行 (*.csv);;带表头的 JSON 行 (*.jsonl)</translation>
    </message>
    <message>
        <source>Export log</source>
        <translation>导出日志</translation>
    </message>
    <message>
        <source>Export plot</source>
        <translation>导出图表</translation>
    </message>
    <message>
        <source>Save settings as a scenario</source>
        <translation>将设置保存为场景</translation>
    </message>
    <message>
        <source>Open a scenario</source>
        <translation>打开场景</translation>
    </message>
    <message>
        <source>Open a run</source>
        <translation>打开一次运行</translation>
    </message>
    <message>
        <source>Open run…</source>
        <translation>打开运行…</translation>
    </message>
    <message>
        <source>Open scenario…</source>
        <translation>打开场景…</translation>
    </message>
    <message>
        <source>Save settings as scenario…</source>
        <translation>将设置保存为场景…</translation>
    </message>
    <message>
        <source>Export log…</source>
        <translation>导出日志…</translation>
    </message>
    <message>
        <source>Export plot as PNG…</source>
        <translation>将图表导出为 PNG…</translation>
    </message>
    <message>
        <source>Open run folder</source>
        <translation>打开运行文件夹</translation>
    </message>
    <message>
        <source>Copy as command</source>
        <translation>复制为命令</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Start or stop</source>
        <translation>开始或停止</translation>
    </message>
    <message>
        <source>Pause or resume</source>
        <translation>暂停或继续</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Reset settings to the scenario</source>
        <translation>将设置恢复为场景的值</translation>
    </message>
    <message>
        <source>Size of the run log</source>
        <translation>运行日志的大小</translation>
    </message>
    <message>
        <source>{n} GB</source>
        <translation>{n} GB</translation>
    </message>
    <message>
        <source>Hold or follow</source>
        <translation>定格或跟随</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>回到实时</translation>
    </message>
    <message>
        <source>Next panel</source>
        <translation>下一个面板</translation>
    </message>
    <message>
        <source>Previous panel</source>
        <translation>上一个面板</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>详情</translation>
    </message>
    <message>
        <source>Learn</source>
        <translation>学习</translation>
    </message>
    <message>
        <source>Engineer</source>
        <translation>工程</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>My own</source>
        <translation>自定义</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>布局</translation>
    </message>
    <message>
        <source>Keep this as my own</source>
        <translation>将此保存为自定义布局</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>主题</translation>
    </message>
    <message>
        <source>Like the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言 (Language)</translation>
    </message>
    <message>
        <source>Guide</source>
        <translation>使用指南</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>About Weir</source>
        <translation>关于 Weir</translation>
    </message>
    <message>
        <source>The picture cannot be written to {path}.</source>
        <translation>无法将图片写入 {path}。</translation>
    </message>
    <message>
        <source>Weir {version}: real processes that produce, consume and wait for each other, and a window that shows why.</source>
        <translation>Weir {version}：真实的进程在生产、消费、互相等待，而这个窗口告诉你为什么。</translation>
    </message>
</context>
<context>
    <name>Controller</name>
    <message>
        <source>Needs a new run.</source>
        <translation>需要重新运行。</translation>
    </message>
    <message>
        <source>A run is under way: stop it before you open another.</source>
        <translation>有一次运行正在进行：请先停止它，再打开另一次运行。</translation>
    </message>
</context>
<context>
    <name>ControlsPanel</name>
    <message>
        <source>Producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>Channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>Semaphores</source>
        <translation>信号量</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>send() has no timeout: on a pipe put only blocks.</source>
        <translation>send() 没有超时：在管道上 put 只会阻塞。</translation>
    </message>
    <message>
        <source>capacity in bytes</source>
        <translation>容量以字节计</translation>
    </message>
    <message>
        <source>{0} items</source>
        <translation>{0} 个数据项</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无限制</translation>
    </message>
    <message>
        <source>seed {0}</source>
        <translation>种子 {0}</translation>
    </message>
</context>
<context>
    <name>Copy</name>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>DepthPlot</name>
    <message>
        <source>min–max</source>
        <translation>最小–最大</translation>
    </message>
    <message>
        <source>maxsize</source>
        <translation>maxsize</translation>
    </message>
    <message>
        <source>depth {0}</source>
        <translation>深度 {0}</translation>
    </message>
    <message>
        <source>({0} within the pixel)</source>
        <translation>（此像素内 {0}）</translation>
    </message>
    <message>
        <source>maxsize {0}</source>
        <translation>maxsize {0}</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>{key} must be {bounds}, not {value}.</source>
        <translation>{key} 必须是{bounds}，不能是 {value}。</translation>
    </message>
    <message>
        <source>There is no setting named {key}; did you mean {near}?</source>
        <translation>没有名为 {key} 的设置；是否想用 {near}？</translation>
    </message>
    <message>
        <source>There is no setting named {key}.</source>
        <translation>没有名为 {key} 的设置。</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}, or 0 ({zero})</source>
        <translation> {low} 到 {high} 的整数，或 0（{zero}）</translation>
    </message>
    <message>
        <source>a whole number from {low} to {high}</source>
        <translation> {low} 到 {high} 的整数</translation>
    </message>
    <message>
        <source>a number from {low} to {high}, or 0 ({zero})</source>
        <translation> {low} 到 {high} 的数，或 0（{zero}）</translation>
    </message>
    <message>
        <source>a number from {low} to {high}</source>
        <translation> {low} 到 {high} 的数</translation>
    </message>
    <message>
        <source>one of {choices}</source>
        <translation> {choices} 之一</translation>
    </message>
    <message>
        <source>producers.put={put} has no effect on a pipe: send() has no timeout, so put only blocks.</source>
        <translation>producers.put={put} 对管道无效：send() 没有超时，put 只会阻塞。</translation>
    </message>
    <message>
        <source>channel.maxsize has no effect on a pipe: its capacity is in bytes.</source>
        <translation>channel.maxsize 对管道无效：管道的容量以字节计。</translation>
    </message>
    <message>
        <source>A run is under way.</source>
        <translation>已有一次运行正在进行。</translation>
    </message>
    <message>
        <source>The host process cannot be started: {error}.</source>
        <translation>无法启动宿主进程：{error}。</translation>
    </message>
    <message>
        <source>producers.count + consumers.count must be at most {most} here, not {workers}: this system allows {limit} open files.</source>
        <translation>producers.count + consumers.count 在此最多为 {most}，不能是 {workers}：本系统只允许打开 {limit} 个文件。</translation>
    </message>
    <message>
        <source>producers.count + consumers.count must be at most {most} on Windows, not {workers}: a process can wait for no more.</source>
        <translation>producers.count + consumers.count 在 Windows 上最多为 {most}，不能是 {workers}：一个进程无法等待更多进程。</translation>
    </message>
    <message>
        <source>run.start_method {method} does not exist on this platform.</source>
        <translation>本平台没有启动方式 {method}（run.start_method）。</translation>
    </message>
    <message>
        <source>{key} must be at most {most} on this platform.</source>
        <translation>{key} 在本平台最多为 {most}。</translation>
    </message>
    <message>
        <source>The run folder cannot be made: {error}.</source>
        <translation>无法创建运行文件夹：{error}。</translation>
    </message>
    <message>
        <source>{name} ended by itself with exit code {code}.</source>
        <translation>{name} 自行结束，退出码为 {code}。</translation>
    </message>
    <message>
        <source>{name} was killed by {signal}.</source>
        <translation>{name} 被 {signal} 终止。</translation>
    </message>
    <message>
        <source>The disk is full: {run} has {free} MB left for the log.</source>
        <translation>磁盘已满：{run} 只剩 {free} MB 可写日志。</translation>
    </message>
    <message>
        <source>The log has reached {limit} GB: its oldest part is being removed.</source>
        <translation>日志已达 {limit} GB：正在删除其最旧的部分。</translation>
    </message>
    <message>
        <source>{items} items wait in the producers&apos; buffers, about {size} GB: the run was ended before they take a quarter of the memory.</source>
        <translation>生产者的缓冲区中有 {items} 个数据项等待，约 {size} GB：在占用四分之一内存之前结束了运行。</translation>
    </message>
    <message>
        <source>The channel is stuck: what is left in it cannot be read any more.</source>
        <translation>通道已卡住：其中剩余的数据无法再读出。</translation>
    </message>
    <message>
        <source>The run log cannot grow: {error}.</source>
        <translation>运行日志无法增长：{error}。</translation>
    </message>
    <message>
        <source>The run folder {run} is gone.</source>
        <translation>运行文件夹 {run} 已不存在。</translation>
    </message>
    <message>
        <source>Part of the log is gone: {missing} of {total} records cannot be read; the rest is here.</source>
        <translation>日志缺失一部分：{total} 条记录中有 {missing} 条无法读取；其余在此。</translation>
    </message>
    <message>
        <source>Part of the log is gone: nothing of {workers} can be read; the rest is here.</source>
        <translation>日志缺失一部分：{workers} 的记录完全无法读取；其余在此。</translation>
    </message>
    <message>
        <source>Ended after {seconds} s, as set.</source>
        <translation>按设定在 {seconds} s 后结束。</translation>
    </message>
    <message>
        <source>Ended after {items} items, as set.</source>
        <translation>按设定在 {items} 个数据项后结束。</translation>
    </message>
    <message>
        <source>No consumer is left.</source>
        <translation>已没有消费者。</translation>
    </message>
    <message>
        <source>No producer is left.</source>
        <translation>已没有生产者。</translation>
    </message>
    <message>
        <source>The run was ended by force.</source>
        <translation>运行被强制结束。</translation>
    </message>
    <message>
        <source>The host process ended unexpectedly; what was measured is kept.</source>
        <translation>宿主进程意外结束；已测得的数据均已保留。</translation>
    </message>
    <message>
        <source>The host process did not answer and was killed.</source>
        <translation>宿主进程没有响应，已被终止。</translation>
    </message>
    <message>
        <source>The window or command line that ran it was gone.</source>
        <translation>运行它的窗口或命令行已不存在。</translation>
    </message>
    <message>
        <source>The run cannot go on: {error}.</source>
        <translation>运行无法继续：{error}。</translation>
    </message>
    <message>
        <source>The run was cut off; what can be read of it is here.</source>
        <translation>运行被中断；能读取的部分在此。</translation>
    </message>
    <message>
        <source>{run} is still running: wait for its end.</source>
        <translation>{run} 仍在运行：请等它结束。</translation>
    </message>
    <message>
        <source>{run} is not a run folder: it holds no run.json.</source>
        <translation>{run} 不是运行文件夹：其中没有 run.json。</translation>
    </message>
    <message>
        <source>{path} is not the manifest of a Weir run.</source>
        <translation>{path} 不是 Weir 运行的清单文件。</translation>
    </message>
    <message>
        <source>{path} is larger than a manifest can be.</source>
        <translation>{path} 超过了清单文件的最大尺寸。</translation>
    </message>
    <message>
        <source>{path} lacks or does not know a field: {error}.</source>
        <translation>{path} 缺少字段或含有未知字段：{error}。</translation>
    </message>
    <message>
        <source>{path} is not {what} of a Weir run.</source>
        <translation>{path} 不是 Weir 运行的 {what}。</translation>
    </message>
    <message>
        <source>{path} has version {version}; this Weir reads version {own}.</source>
        <translation>{path} 的版本是 {version}；本程序读取版本 {own}。</translation>
    </message>
    <message>
        <source>{path} has {length} bytes instead of {size}.</source>
        <translation>{path} 有 {length} 字节，应为 {size} 字节。</translation>
    </message>
    <message>
        <source>its log is damaged ({error})</source>
        <translation>其日志已损坏（{error}）</translation>
    </message>
    <message>
        <source>There is no scenario and no file named {name}; did you mean {near}?</source>
        <translation>没有名为 {name} 的场景或文件；是否想用 {near}？</translation>
    </message>
    <message>
        <source>There is no scenario and no file named {name}.</source>
        <translation>没有名为 {name} 的场景或文件。</translation>
    </message>
    <message>
        <source>{path} is not a scenario that can be read: {reason}</source>
        <translation>{path} 不是可读取的场景：{reason}</translation>
    </message>
    <message>
        <source>it is larger than {size} KiB.</source>
        <translation>它超过 {size} KiB。</translation>
    </message>
    <message>
        <source>it is not UTF-8 text.</source>
        <translation>它不是 UTF-8 文本。</translation>
    </message>
    <message>
        <source>it is not JSON of reasonable size.</source>
        <translation>它不是大小合理的 JSON。</translation>
    </message>
    <message>
        <source>line {number} is not JSON ({error}).</source>
        <translation>第 {number} 行不是 JSON（{error}）。</translation>
    </message>
    <message>
        <source>its field &quot;{field}&quot; is not &quot;{wanted}&quot;.</source>
        <translation>它的字段“{field}”不是“{wanted}”。</translation>
    </message>
    <message>
        <source>its field &quot;{field}&quot; must be {wanted}, not {value}.</source>
        <translation>它的字段“{field}”必须是 {wanted}，不能是 {value}。</translation>
    </message>
    <message>
        <source>its field &quot;{field}&quot; stands there twice.</source>
        <translation>它的字段“{field}”出现了两次。</translation>
    </message>
    <message>
        <source>The log {path} must end in {endings}: the extension names the format.</source>
        <translation>日志 {path} 必须以 {endings} 结尾：扩展名决定格式。</translation>
    </message>
    <message>
        <source>The log {path} is a folder; name a file.</source>
        <translation>日志 {path} 是文件夹；请指定文件。</translation>
    </message>
    <message>
        <source>The log {path} cannot be written: there is no folder {folder}.</source>
        <translation>无法写入日志 {path}：没有文件夹 {folder}。</translation>
    </message>
    <message>
        <source>The log {path} cannot be written: the folder {folder} is read-only.</source>
        <translation>无法写入日志 {path}：文件夹 {folder} 只读。</translation>
    </message>
    <message>
        <source>The log {path} cannot be written: it is no ordinary file.</source>
        <translation>无法写入日志 {path}：它不是普通文件。</translation>
    </message>
    <message>
        <source>The log {path} cannot be written: the file is a part of a run.</source>
        <translation>无法写入日志 {path}：该文件是某次运行的一部分。</translation>
    </message>
    <message>
        <source>The export was given up; nothing was written.</source>
        <translation>导出已放弃；没有写入任何内容。</translation>
    </message>
    <message>
        <source>{path} cannot be read: it is no ordinary file.</source>
        <translation>无法读取 {path}：它不是普通文件。</translation>
    </message>
    <message>
        <source>{path} cannot be read: {error}.</source>
        <translation>无法读取 {path}：{error}。</translation>
    </message>
    <message>
        <source>{path} cannot be written: {error}.</source>
        <translation>无法写入 {path}：{error}。</translation>
    </message>
    <message>
        <source>{path}: {sentence}</source>
        <translation>{path}：{sentence}</translation>
    </message>
</context>
<context>
    <name>EventModel</name>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
</context>
<context>
    <name>EventsPanel</name>
    <message>
        <source>Search the events</source>
        <translation>搜索事件</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>还没有发生任何事。</translation>
    </message>
    <message>
        <source>No event has “{text}” in it.</source>
        <translation>没有含“{text}”的事件。</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
</context>
<context>
    <name>Exit</name>
    <message>
        <source>exit {code}</source>
        <translation>退出码 {code}</translation>
    </message>
    <message>
        <source>signal {code}</source>
        <translation>信号 {code}</translation>
    </message>
</context>
<context>
    <name>ExportJob</name>
    <message>
        <source>Writing {name}</source>
        <translation>正在写入 {name}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Flow</name>
    <message>
        <source>{held} of {n}</source>
        <translation>{held} / {n}</translation>
    </message>
    <message>
        <source>FULL</source>
        <translation>已满</translation>
    </message>
    <message>
        <source>EMPTY</source>
        <translation>空</translation>
    </message>
    <message>
        <source>oldest</source>
        <translation>最旧</translation>
    </message>
    <message>
        <source>oldest, ≈ {age}</source>
        <translation>最旧，≈ {age}</translation>
    </message>
    <message>
        <source>newest</source>
        <translation>最新</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>item</source>
        <translation>个数据项</translation>
    </message>
    <message>
        <source>items</source>
        <translation>个数据项</translation>
    </message>
    <message>
        <source>items · no bound</source>
        <translation>个数据项 · 无上限</translation>
    </message>
    <message>
        <source>of {n} slot</source>
        <translation>/ {n} 个位置</translation>
    </message>
    <message>
        <source>of {n} slots</source>
        <translation>/ {n} 个位置</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>no room for an item</source>
        <translation>放不下一个数据项</translation>
    </message>
</context>
<context>
    <name>FlowPanel</name>
    <message>
        <source>Flow</source>
        <translation>流程</translation>
    </message>
    <message>
        <source>offer {rate}</source>
        <translation>供给 {rate}</translation>
    </message>
    <message>
        <source>flat out</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>{n} refused</source>
        <translation>{n} 次被拒绝</translation>
    </message>
    <message>
        <source>can serve {rate}</source>
        <translation>处理能力 {rate}</translation>
    </message>
    <message>
        <source>{says} ({n} of {wanted})</source>
        <translation>{says}（{wanted} 个中 {n} 个）</translation>
    </message>
    <message>
        <source>Producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>serve at once</source>
        <translation>立即处理</translation>
    </message>
    <message>
        <source>Consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>{rate} in</source>
        <translation>流入 {rate}</translation>
    </message>
    <message>
        <source>{rate} out</source>
        <translation>流出 {rate}</translation>
    </message>
    <message>
        <source>avg {rate} in</source>
        <translation>平均入 {rate}</translation>
    </message>
    <message>
        <source>avg {rate} out</source>
        <translation>平均出 {rate}</translation>
    </message>
    <message>
        <source>avg {rate}</source>
        <translation>平均 {rate}</translation>
    </message>
</context>
<context>
    <name>Group</name>
    <message>
        <source>{0}: more settings</source>
        <translation>{0}：更多设置</translation>
    </message>
</context>
<context>
    <name>HelpButton</name>
    <message>
        <source>Help: {page}</source>
        <translation>帮助：{page}</translation>
    </message>
</context>
<context>
    <name>HelpWindow</name>
    <message>
        <source>Weir – guide</source>
        <translation>Weir – 使用指南</translation>
    </message>
    <message>
        <source>Contents</source>
        <translation>目录</translation>
    </message>
    <message>
        <source>Page of the guide</source>
        <translation>使用指南的页面</translation>
    </message>
    <message>
        <source>Search the guide</source>
        <translation>搜索指南</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>后退</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>前进</translation>
    </message>
</context>
<context>
    <name>Hover</name>
    <message>
        <source>Drag: measure · Shift + drag: move · wheel, W S: zoom · A D: move
Double click, Home: the whole run · L: live</source>
        <translation>拖动：测量 · Shift + 拖动：移动 · 滚轮、W S：缩放 · A D：移动
双击、Home：整个运行 · L：实时</translation>
    </message>
    <message>
        <source>Drag along the axis to see the run as it was then (Ctrl + ← →)</source>
        <translation>沿时间轴拖动，查看运行在那一刻的样子 (Ctrl + ← →)</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Start or stop</source>
        <translation>开始或停止</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Flow</source>
        <translation>流程</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Where time goes</source>
        <translation>时间去向</translation>
    </message>
    <message>
        <source>Processes and events</source>
        <translation>进程与事件</translation>
    </message>
    <message>
        <source>Controls</source>
        <translation>控件</translation>
    </message>
    <message>
        <source>File and help</source>
        <translation>文件与帮助</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>任何地方</translation>
    </message>
    <message>
        <source>{menu}: </source>
        <translation>{menu}：</translation>
    </message>
    <message>
        <source>Zoom in at the pointer</source>
        <translation>在指针处放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Go to earlier times</source>
        <translation>移向更早的时间</translation>
    </message>
    <message>
        <source>Go to later times</source>
        <translation>移向更晚的时间</translation>
    </message>
    <message>
        <source>Show the whole run</source>
        <translation>显示整个运行</translation>
    </message>
    <message>
        <source>Zoom to the measured range, or to the span</source>
        <translation>缩放到所测范围或时间段</translation>
    </message>
    <message>
        <source>Next span</source>
        <translation>下一个时间段</translation>
    </message>
    <message>
        <source>Previous span</source>
        <translation>上一个时间段</translation>
    </message>
    <message>
        <source>Lane above</source>
        <translation>上一条泳道</translation>
    </message>
    <message>
        <source>Lane below</source>
        <translation>下一条泳道</translation>
    </message>
    <message>
        <source>Scroll the lanes up</source>
        <translation>向上滚动泳道</translation>
    </message>
    <message>
        <source>Scroll the lanes down</source>
        <translation>向下滚动泳道</translation>
    </message>
    <message>
        <source>Show what ended this wait; open a strip</source>
        <translation>显示是什么结束了此次等待；展开合并的泳道</translation>
    </message>
    <message>
        <source>Measure this span</source>
        <translation>测量此时间段</translation>
    </message>
    <message>
        <source>Show an earlier moment</source>
        <translation>显示更早的一刻</translation>
    </message>
    <message>
        <source>Show a later moment</source>
        <translation>显示更晚的一刻</translation>
    </message>
    <message>
        <source>Clear the range and the span</source>
        <translation>清除范围和时间段</translation>
    </message>
    <message>
        <source>Drag</source>
        <translation>拖动</translation>
    </message>
    <message>
        <source>Measure a range: the sentence tells of it</source>
        <translation>测量一段范围：那句话会说明它</translation>
    </message>
    <message>
        <source>Drag on the axis</source>
        <translation>在时间轴上拖动</translation>
    </message>
    <message>
        <source>Show a moment of the past</source>
        <translation>显示过去的某一刻</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>双击</translation>
    </message>
    <message>
        <source>Zoom to the range, or show the whole run</source>
        <translation>缩放到范围，或显示整个运行</translation>
    </message>
    <message>
        <source>Click on a wait</source>
        <translation>单击一次等待</translation>
    </message>
    <message>
        <source>Show what ended it</source>
        <translation>显示是什么结束了它</translation>
    </message>
    <message>
        <source>Click on a strip</source>
        <translation>单击合并的泳道</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>展开它</translation>
    </message>
    <message>
        <source>Click on a curve&apos;s name</source>
        <translation>单击曲线名</translation>
    </message>
    <message>
        <source>Show or hide the curve</source>
        <translation>显示或隐藏该曲线</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the pointer</source>
        <translation>在指针处缩放</translation>
    </message>
    <message>
        <source>Shift+wheel, Shift+drag</source>
        <translation>Shift+滚轮、Shift+拖动</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Alt+wheel</source>
        <translation>Alt+滚轮</translation>
    </message>
    <message>
        <source>Scroll the lanes</source>
        <translation>滚动泳道</translation>
    </message>
    <message>
        <source>The block beside it</source>
        <translation>旁边的方块</translation>
    </message>
    <message>
        <source>Select the process everywhere</source>
        <translation>在各处选中该进程</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>Click on a state</source>
        <translation>单击一种状态</translation>
    </message>
    <message>
        <source>Show only this state in colour</source>
        <translation>只让此状态保留颜色</translation>
    </message>
    <message>
        <source>Show all states again</source>
        <translation>重新显示所有状态</translation>
    </message>
    <message>
        <source>Click on a heading</source>
        <translation>单击列标题</translation>
    </message>
    <message>
        <source>Sort by it</source>
        <translation>按该列排序</translation>
    </message>
    <message>
        <source>Click on an event, {enter}</source>
        <translation>单击一个事件、{enter}</translation>
    </message>
    <message>
        <source>Show its moment</source>
        <translation>显示它发生的那一刻</translation>
    </message>
    <message>
        <source>Slider, choice: one step</source>
        <translation>滑块、选项：一步</translation>
    </message>
    <message>
        <source>Field: one step</source>
        <translation>输入框：一步</translation>
    </message>
    <message>
        <source>Ten steps</source>
        <translation>十步</translation>
    </message>
    <message>
        <source>Slider: least, greatest</source>
        <translation>滑块：最小、最大</translation>
    </message>
    <message>
        <source>Field: take what was typed</source>
        <translation>输入框：采用输入的值</translation>
    </message>
    <message>
        <source>Field: give up what was typed</source>
        <translation>输入框：放弃输入的值</translation>
    </message>
    <message>
        <source>Slider that has the focus: one step</source>
        <translation>有焦点的滑块：一步</translation>
    </message>
    <message>
        <source>Double click on a label</source>
        <translation>双击标签</translation>
    </message>
    <message>
        <source>Reset to the scenario</source>
        <translation>恢复为场景的值</translation>
    </message>
    <message>
        <source>Right button, menu key</source>
        <translation>右键、菜单键</translation>
    </message>
    <message>
        <source>Reset, copy as a setting</source>
        <translation>恢复、复制为设置</translation>
    </message>
    <message>
        <source>Next control or panel</source>
        <translation>下一个控件或面板</translation>
    </message>
    <message>
        <source>The one before</source>
        <translation>上一个</translation>
    </message>
    <message>
        <source>Copy the sentence, the figures or the table that has the focus</source>
        <translation>复制有焦点的句子、数字或表格</translation>
    </message>
    <message>
        <source>Right button</source>
        <translation>右键</translation>
    </message>
    <message>
        <source>Copy, and what else can be done</source>
        <translation>复制，以及其他可做的操作</translation>
    </message>
</context>
<context>
    <name>KeysWindow</name>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
</context>
<context>
    <name>LaneStrip</name>
    <message>
        <source>Workers shown</source>
        <translation>显示的工作进程</translation>
    </message>
    <message>
        <source>‹ all</source>
        <translation>‹ 全部</translation>
    </message>
    <message>
        <source>Back to one strip for each role (Esc)</source>
        <translation>回到每种角色合为一条 (Esc)</translation>
    </message>
    <message>
        <source>{first}–{last} of {n}</source>
        <translation>{first}–{last} / {n}</translation>
    </message>
</context>
<context>
    <name>Lanes</name>
    <message>
        <source>{n} producers</source>
        <translation>{n} 个生产者</translation>
    </message>
    <message>
        <source>{n} producer</source>
        <translation>{n} 个生产者</translation>
    </message>
    <message>
        <source>{n} consumers</source>
        <translation>{n} 个消费者</translation>
    </message>
    <message>
        <source>{n} consumer</source>
        <translation>{n} 个消费者</translation>
    </message>
    <message>
        <source>producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>consumers</source>
        <translation>消费者</translation>
    </message>
</context>
<context>
    <name>LatencyPlot</name>
    <message>
        <source>oldest</source>
        <translation>最旧</translation>
    </message>
    <message>
        <source>reading…</source>
        <translation>读取中…</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Show or hide curves</source>
        <translation>显示或隐藏曲线</translation>
    </message>
</context>
<context>
    <name>LegendName</name>
    <message>
        <source>Show or hide {0}</source>
        <translation>显示或隐藏 {0}</translation>
    </message>
</context>
<context>
    <name>LoadBox</name>
    <message>
        <source>Offered</source>
        <translation>供给</translation>
    </message>
    <message>
        <source>Can serve</source>
        <translation>处理能力</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>负载</translation>
    </message>
    <message>
        <source>flat out</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无限制</translation>
    </message>
    <message>
        <source>Load {0}</source>
        <translation>负载 {0}</translation>
    </message>
    <message>
        <source>Offered by {n} of {wanted}</source>
        <translation>供给（{wanted} 个中 {n} 个）</translation>
    </message>
    <message>
        <source>{n} of {wanted} can serve</source>
        <translation>处理能力（{wanted} 个中 {n} 个）</translation>
    </message>
    <message>
        <source>nothing is offered</source>
        <translation>没有供给</translation>
    </message>
    <message>
        <source>the queue fills at once</source>
        <translation>队列立刻就满</translation>
    </message>
    <message>
        <source>the pipe fills by {0}</source>
        <translation>管道以 {0} 增长</translation>
    </message>
    <message>
        <source>the consumers keep up</source>
        <translation>消费者跟得上</translation>
    </message>
    <message>
        <source>the machine decides</source>
        <translation>由机器决定</translation>
    </message>
    <message>
        <source>the pipe fills at once</source>
        <translation>管道立刻就满</translation>
    </message>
    <message>
        <source>the queue fills by {0}</source>
        <translation>队列以 {0} 增长</translation>
    </message>
    <message>
        <source>just in balance</source>
        <translation>刚好平衡</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>X-ray</source>
        <translation>透视</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Weir – ending the processes…</source>
        <translation>Weir – 正在结束进程…</translation>
    </message>
</context>
<context>
    <name>Note</name>
    <message>
        <source>Restart with it</source>
        <translation>以此重新运行</translation>
    </message>
</context>
<context>
    <name>NoticeBar</name>
    <message>
        <source>Close the notice</source>
        <translation>关闭通知</translation>
    </message>
    <message>
        <source>Notice</source>
        <translation>通知</translation>
    </message>
    <message>
        <source>and {n} before</source>
        <translation>此前还有 {n} 条</translation>
    </message>
</context>
<context>
    <name>OpeningJob</name>
    <message>
        <source>Reading {name}</source>
        <translation>正在读取 {name}</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
</context>
<context>
    <name>Presenter</name>
    <message>
        <source>whole run</source>
        <translation>整次运行</translation>
    </message>
    <message>
        <source>{duration} shown</source>
        <translation>显示 {duration}</translation>
    </message>
    <message>
        <source>last {n} s</source>
        <translation>最近 {n} s</translation>
    </message>
    <message>
        <source>{n} s shown</source>
        <translation>显示 {n} s</translation>
    </message>
    <message>
        <source>View held at {held} · live is {live}</source>
        <translation>画面定格于 {held} · 实时为 {live}</translation>
    </message>
    <message>
        <source>View held at {held} · the run ended at {live}</source>
        <translation>画面停在 {held} · 运行结束于 {live}</translation>
    </message>
    <message>
        <source>{start} to {end}</source>
        <translation>{start} 至 {end}</translation>
    </message>
</context>
<context>
    <name>ProcessActions</name>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pauses the worker once it has no item in hand</source>
        <translation>等工作进程手中没有数据项时将其暂停</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Lets a paused worker go on</source>
        <translation>让已暂停的工作进程继续</translation>
    </message>
    <message>
        <source>Retire</source>
        <translation>处理完后结束</translation>
    </message>
    <message>
        <source>Lets the worker end after its item; the count goes down by one</source>
        <translation>让工作进程处理完手中的数据项后结束；数量减一</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>强制终止</translation>
    </message>
    <message>
        <source>Kills the process at once (SIGKILL): its item is lost, a lock that it holds is never released, and nobody is started in its place</source>
        <translation>立刻用 SIGKILL 终止进程：它的数据项丢失，它持有的锁永不释放，也不会启动别的进程来代替它</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
</context>
<context>
    <name>ProcessModel</name>
    <message>
        <source>Process</source>
        <translation>进程</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <source>PID</source>
        <translation>PID</translation>
    </message>
    <message>
        <source>Parent</source>
        <translation>父进程</translation>
    </message>
    <message>
        <source>OS</source>
        <translation>系统</translation>
    </message>
    <message>
        <source>State</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>In hand</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>数据项</translation>
    </message>
    <message>
        <source>Waits</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>内存</translation>
    </message>
    <message>
        <source>Exit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>The window started the host, the host looks after the workers.</source>
        <translation>窗口启动了宿主进程，宿主进程照看各个工作进程。</translation>
    </message>
    <message>
        <source>What the worker is there for.</source>
        <translation>工作进程的用途。</translation>
    </message>
    <message>
        <source>The process id.</source>
        <translation>进程号。</translation>
    </message>
    <message>
        <source>The parent&apos;s process id, as the operating system says.</source>
        <translation>操作系统报告的父进程号。</translation>
    </message>
    <message>
        <source>The state that the operating system reports: R runs, S sleeps, D waits for a device, T is stopped, Z has ended and is not yet reaped. After its end its exit code, or the signal that killed it.</source>
        <translation>操作系统报告的状态：R 正在运行，S 睡眠，D 等待设备，T 被停止，Z 僵尸进程（已结束而尚未被回收）。结束之后是退出码，或终止它的信号。</translation>
    </message>
    <message>
        <source>What it does or waits for.</source>
        <translation>它在做什么，或在等什么。</translation>
    </message>
    <message>
        <source>The number of the item in hand.</source>
        <translation>处理中的数据项的编号。</translation>
    </message>
    <message>
        <source>Items that a producer has put, or a consumer has finished.</source>
        <translation>生产者已放入、或消费者已完成的数据项数。</translation>
    </message>
    <message>
        <source>How much of the time on show it was blocked.</source>
        <translation>在显示的时间里，它有多大比例被阻塞。</translation>
    </message>
    <message>
        <source>How much of one processor core it used just now.</source>
        <translation>它刚才用了一个处理器核心的多少。</translation>
    </message>
    <message>
        <source>Its resident memory.</source>
        <translation>它的常驻内存。</translation>
    </message>
    <message>
        <source>Its exit code, or the signal that killed it.</source>
        <translation>它的退出码，或终止它的信号。</translation>
    </message>
    <message>
        <source>Weir window</source>
        <translation>Weir 窗口</translation>
    </message>
    <message>
        <source>host</source>
        <translation>宿主进程</translation>
    </message>
    <message>
        <source>{name} · {state} · {items} items · CPU {cpu} · memory {memory}</source>
        <translation>{name} · {state} · {items} 个数据项 · CPU {cpu} · 内存 {memory}</translation>
    </message>
</context>
<context>
    <name>ProcessTree</name>
    <message>
        <source>Processes</source>
        <translation>进程</translation>
    </message>
</context>
<context>
    <name>Processes</name>
    <message>
        <source>producer</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>consumer</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>{state} · then ends</source>
        <translation>{state} · 随后结束</translation>
    </message>
    <message>
        <source>{state} · then pauses</source>
        <translation>{state} · 随后暂停</translation>
    </message>
</context>
<context>
    <name>ProcessesPanel</name>
    <message>
        <source>Search the processes</source>
        <translation>搜索进程</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>列</translation>
    </message>
    <message>
        <source>No process has “{text}” in its row.</source>
        <translation>没有哪个进程的行含“{text}”。</translation>
    </message>
    <message>
        <source>Kill</source>
        <translation>强制终止</translation>
    </message>
    <message>
        <source>Kill {count} processes at once?</source>
        <translation>立刻终止 {count} 个进程吗？</translation>
    </message>
    <message>
        <source>What they have in hand is lost, and nobody is started in their place.</source>
        <translation>它们手中的数据项会丢失，也不会启动别的进程来代替它们。</translation>
    </message>
</context>
<context>
    <name>Row</name>
    <message>
        <source>Reset to {value}</source>
        <translation>恢复为 {value}</translation>
    </message>
    <message>
        <source>Copy as {text}</source>
        <translation>复制为 {text}</translation>
    </message>
    <message>
        <source>Changed. Double-click on the label: back to {value}.</source>
        <translation>已改动。双击标签：恢复为 {value}。</translation>
    </message>
</context>
<context>
    <name>Scenario</name>
    <message>
        <source>Balanced</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>Three producers and two consumers that keep up: nobody waits for a slot.</source>
        <translation>三个生产者，两个跟得上的消费者：没有人等待空位。</translation>
    </message>
    <message>
        <source>Drag Rate each from 4 to 6: 18 a second are offered, 16 can be served, and the queue fills.</source>
        <translation>把“各自速率”从 4 拖到 6：每秒供给 18 个，只能处理 16 个，队列变满。</translation>
    </message>
    <message>
        <source>Set consumers to 1 and watch the queue fill 2.5 s later.</source>
        <translation>把消费者设为 1，2.5 s 后队列变满。</translation>
    </message>
    <message>
        <source>Choose Spacing poisson: the mean stays, yet the queue is no longer always empty.</source>
        <translation>“间隔”选泊松：平均值不变，队列却不再总是空的。</translation>
    </message>
    <message>
        <source>Slow consumer</source>
        <translation>慢消费者</translation>
    </message>
    <message>
        <source>One consumer serves 8 items a second, 12 are offered: the queue fills and the producers wait.</source>
        <translation>一个消费者每秒处理 8 个数据项，供给却是 12 个：队列变满，生产者等待。</translation>
    </message>
    <message>
        <source>Set consumers to 2: the queue is almost empty 3.5 s later.</source>
        <translation>把消费者设为 2：3.5 s 后队列几乎为空。</translation>
    </message>
    <message>
        <source>Start again and drag maxsize to 50: it fills later, and is full all the same.</source>
        <translation>重新开始并把 maxsize 拖到 50：满得晚一些，但照样会满。</translation>
    </message>
    <message>
        <source>Drag Service from 125 to 70 ms: one faster consumer cures it too.</source>
        <translation>把“服务时间”从 125 拖到 70 ms：一个更快的消费者同样有效。</translation>
    </message>
    <message>
        <source>Slow producer</source>
        <translation>慢生产者</translation>
    </message>
    <message>
        <source>Three items a second for two consumers that could serve 16: the consumers starve.</source>
        <translation>每秒三个数据项，两个消费者本可处理 16 个：消费者饥饿。</translation>
    </message>
    <message>
        <source>Take one consumer away: nothing gets slower.</source>
        <translation>减少一个消费者：什么都不会变慢。</translation>
    </message>
    <message>
        <source>Drag Rate each up until the consumers stop waiting for items.</source>
        <translation>调高“各自速率”，直到消费者不再等待数据项。</translation>
    </message>
    <message>
        <source>Choose get timeout and 0.2 s, and watch the empty gets being counted.</source>
        <translation>get 选超时、0.2 s，看空取次数被记录。</translation>
    </message>
    <message>
        <source>Bursty producer</source>
        <translation>突发生产者</translation>
    </message>
    <message>
        <source>The same 12 items a second as in Balanced, but 18 at once: the queue is full every 1.5 s.</source>
        <translation>与“平衡”一样每秒 12 个数据项，但一次来 18 个：队列每 1.5 s 满一次。</translation>
    </message>
    <message>
        <source>Drag maxsize to 20: a whole burst fits and the producer no longer waits.</source>
        <translation>把 maxsize 拖到 20：装得下整个突发，生产者不再等待。</translation>
    </message>
    <message>
        <source>Set Spacing back to constant: the same mean, and never a full queue.</source>
        <translation>把“间隔”改回固定：平均值相同，队列却从不满。</translation>
    </message>
    <message>
        <source>Drag Burst to 40: now even 20 places are too few.</source>
        <translation>把“突发量”拖到 40：20 个位置也不够了。</translation>
    </message>
    <message>
        <source>Semaphore</source>
        <translation>信号量</translation>
    </message>
    <message>
        <source>Six consumers share two permits: two work, four wait for a permit.</source>
        <translation>六个消费者共用两个许可：两个工作，四个等待许可。</translation>
    </message>
    <message>
        <source>Add consumers: the throughput does not change.</source>
        <translation>增加消费者：吞吐量不变。</translation>
    </message>
    <message>
        <source>Give a third permit: it rises at once from 8 to 12 a second.</source>
        <translation>给出第三个许可：吞吐量立刻从每秒 8 个升到 12 个。</translation>
    </message>
    <message>
        <source>Go back to two permits and follow the chain from the permit to the producers.</source>
        <translation>改回两个许可，顺着链条从许可一直看到生产者。</translation>
    </message>
    <message>
        <source>Timeouts</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>put gives up after 0.2 s: Full is raised and the item is dropped.</source>
        <translation>put 在 0.2 s 后放弃：抛出 Full，数据项被丢弃。</translation>
    </message>
    <message>
        <source>Choose When full retry: no item is dropped, and the producers wait instead.</source>
        <translation>“满时”选重试：不再丢弃数据项，改为生产者等待。</translation>
    </message>
    <message>
        <source>Drag Timeout to 1 s: fewer items are dropped, and each waits longer.</source>
        <translation>把“超时”拖到 1 s：丢弃的数据项变少，每个等得更久。</translation>
    </message>
    <message>
        <source>Set consumers to 2: nothing is refused any more.</source>
        <translation>把消费者设为 2：不再有数据项被拒。</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>A pipe has no maxsize: 64 KiB hold three items of 16 KiB, then send blocks.</source>
        <translation>管道没有 maxsize：64 KiB 只装得下三个 16 KiB 的数据项，然后 send 阻塞。</translation>
    </message>
    <message>
        <source>Drag Payload down to 100 bytes: about 500 items fit before send blocks.</source>
        <translation>把“载荷”降到 100 字节：约 500 个数据项之后 send 才阻塞。</translation>
    </message>
    <message>
        <source>Drag Payload up to 100,000 bytes: one item no longer fits, send waits for the reader.</source>
        <translation>把“载荷”升到 100,000 字节：一个也装不下，send 要等读取方。</translation>
    </message>
    <message>
        <source>Restart with Kind queue and compare: items are counted there, not bytes.</source>
        <translation>“类型”改为队列后重新运行并比较：那里数的是数据项，不是字节。</translation>
    </message>
    <message>
        <source>Textbook</source>
        <translation>教科书</translation>
    </message>
    <message>
        <source>The program of the textbook: one producer puts five items, one consumer gets them, both end.</source>
        <translation>教科书上的程序：一个生产者放入五个数据项，一个消费者取出，然后都结束。</translation>
    </message>
    <message>
        <source>Set Items to 20 and start again.</source>
        <translation>把“数据项”设为 20，重新开始。</translation>
    </message>
    <message>
        <source>Drag Rate each to 10 while it runs: it ends sooner.</source>
        <translation>运行时把“各自速率”拖到 10：结束得更早。</translation>
    </message>
    <message>
        <source>Set Service to 2,000 ms: the producer ends long before the consumer.</source>
        <translation>把“服务时间”设为 2,000 ms：生产者比消费者早很多结束。</translation>
    </message>
</context>
<context>
    <name>Segmented</name>
    <message>
        <source>{place} of {count}</source>
        <translation>第 {place} 项，共 {count} 项</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>Count</source>
        <translation>数量</translation>
    </message>
    <message>
        <source>Processes that put items.</source>
        <translation>放入数据项的进程。</translation>
    </message>
    <message>
        <source>Rate each</source>
        <translation>各自速率</translation>
    </message>
    <message>
        <source>Items a second of each producer.</source>
        <translation>每个生产者每秒的数据项数。</translation>
    </message>
    <message>
        <source>flat out</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>Spacing</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>How the send times are spread; the mean stays.</source>
        <translation>发送时刻如何分布；平均值不变。</translation>
    </message>
    <message>
        <source>constant</source>
        <translation>固定</translation>
    </message>
    <message>
        <source>Poisson</source>
        <translation>泊松</translation>
    </message>
    <message>
        <source>bursty</source>
        <translation>突发</translation>
    </message>
    <message>
        <source>Burst</source>
        <translation>突发量</translation>
    </message>
    <message>
        <source>Items at once, then a pause.</source>
        <translation>一次放入的数据项数，随后停顿。</translation>
    </message>
    <message>
        <source>Payload</source>
        <translation>载荷</translation>
    </message>
    <message>
        <source>Size of each item.</source>
        <translation>每个数据项的大小。</translation>
    </message>
    <message>
        <source>put</source>
        <translation>put</translation>
    </message>
    <message>
        <source>How put() waits when the queue is full.</source>
        <translation>队列已满时 put() 如何等待。</translation>
    </message>
    <message>
        <source>block</source>
        <translation>阻塞</translation>
    </message>
    <message>
        <source>timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>nowait</source>
        <translation>不等待</translation>
    </message>
    <message>
        <source>Timeout</source>
        <translation>超时</translation>
    </message>
    <message>
        <source>put() raises Full after this time.</source>
        <translation>超过此时间后 put() 抛出 Full。</translation>
    </message>
    <message>
        <source>When full</source>
        <translation>满时</translation>
    </message>
    <message>
        <source>What a producer does when put() raised Full.</source>
        <translation>put() 抛出 Full 后生产者怎么做。</translation>
    </message>
    <message>
        <source>retry</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>drop</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>通道</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <source>What carries the items: a Queue or a Pipe.</source>
        <translation>数据项经由什么传送：队列或管道。</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>队列</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>maxsize</source>
        <translation>maxsize</translation>
    </message>
    <message>
        <source>Places in the queue.</source>
        <translation>队列中的位置数。</translation>
    </message>
    <message>
        <source>unbounded</source>
        <translation>无上限</translation>
    </message>
    <message>
        <source>consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>Processes that get items and work.</source>
        <translation>取出数据项并处理的进程。</translation>
    </message>
    <message>
        <source>Service</source>
        <translation>服务时间</translation>
    </message>
    <message>
        <source>Mean time of the work on an item.</source>
        <translation>处理一个数据项的平均时间。</translation>
    </message>
    <message>
        <source>Spread</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>How service times vary around their mean.</source>
        <translation>服务时间如何围绕平均值变化。</translation>
    </message>
    <message>
        <source>exponential</source>
        <translation>指数</translation>
    </message>
    <message>
        <source>lognormal</source>
        <translation>对数正态</translation>
    </message>
    <message>
        <source>Variation</source>
        <translation>变异系数</translation>
    </message>
    <message>
        <source>Standard deviation over mean of the service time.</source>
        <translation>服务时间的标准差与平均值之比。</translation>
    </message>
    <message>
        <source>Work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>Sleep as a disk or network would, or burn CPU.</source>
        <translation>像磁盘或网络那样休眠，或消耗 CPU。</translation>
    </message>
    <message>
        <source>I/O</source>
        <translation>I/O</translation>
    </message>
    <message>
        <source>CPU</source>
        <translation>CPU</translation>
    </message>
    <message>
        <source>get</source>
        <translation>get</translation>
    </message>
    <message>
        <source>How get() waits when the queue is empty.</source>
        <translation>队列为空时 get() 如何等待。</translation>
    </message>
    <message>
        <source>get() raises Empty after this time.</source>
        <translation>超过此时间后 get() 抛出 Empty。</translation>
    </message>
    <message>
        <source>When empty</source>
        <translation>空时</translation>
    </message>
    <message>
        <source>What a consumer does when get() raised Empty.</source>
        <translation>get() 抛出 Empty 后消费者怎么做。</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>信号量</translation>
    </message>
    <message>
        <source>At put</source>
        <translation>put 处</translation>
    </message>
    <message>
        <source>Permits held around put().</source>
        <translation>执行 put() 时须持有的许可数。</translation>
    </message>
    <message>
        <source>off</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>工作处</translation>
    </message>
    <message>
        <source>Permits held around the work.</source>
        <translation>工作时须持有的许可数。</translation>
    </message>
    <message>
        <source>run</source>
        <translation>运行</translation>
    </message>
    <message>
        <source>Tempo</source>
        <translation>节奏</translation>
    </message>
    <message>
        <source>Multiplies every configured time: same load, slower to watch.</source>
        <translation>把设定的所有时间乘以此数：负载不变，看得更清。</translation>
    </message>
    <message>
        <source>Start method</source>
        <translation>启动方式</translation>
    </message>
    <message>
        <source>How worker processes are started.</source>
        <translation>工作进程如何启动。</translation>
    </message>
    <message>
        <source>spawn</source>
        <translation>spawn</translation>
    </message>
    <message>
        <source>forkserver</source>
        <translation>forkserver</translation>
    </message>
    <message>
        <source>fork</source>
        <translation>fork</translation>
    </message>
    <message>
        <source>Items</source>
        <translation>数据项</translation>
    </message>
    <message>
        <source>Ends after this many items.</source>
        <translation>达到此数据项数后结束。</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>无限制</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒数</translation>
    </message>
    <message>
        <source>Ends after this time.</source>
        <translation>达到此时间后结束。</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>种子</translation>
    </message>
    <message>
        <source>The same seed, the same sequence of work.</source>
        <translation>相同的种子产生相同的工作序列。</translation>
    </message>
</context>
<context>
    <name>SharesPanel</name>
    <message>
        <source>Producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>Consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>Where time goes</source>
        <translation>时间去向</translation>
    </message>
</context>
<context>
    <name>Spans</name>
    <message>
        <source>still under way</source>
        <translation>仍在进行</translation>
    </message>
    <message>
        <source>item {n}</source>
        <translation>数据项 {n}</translation>
    </message>
    <message>
        <source>{n} calls</source>
        <translation>{n} 次调用</translation>
    </message>
    <message>
        <source>what ended it cannot be told</source>
        <translation>无法得知是什么结束了它</translation>
    </message>
</context>
<context>
    <name>State</name>
    <message>
        <source>starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>working (CPU)</source>
        <translation>工作（CPU）</translation>
    </message>
    <message>
        <source>working (I/O)</source>
        <translation>工作（I/O）</translation>
    </message>
    <message>
        <source>pacing</source>
        <translation>发送间歇</translation>
    </message>
    <message>
        <source>waiting: slot</source>
        <translation>等待：空位</translation>
    </message>
    <message>
        <source>waiting: pipe</source>
        <translation>等待：管道</translation>
    </message>
    <message>
        <source>waiting: item</source>
        <translation>等待：数据项</translation>
    </message>
    <message>
        <source>waiting: read lock</source>
        <translation>等待：读锁</translation>
    </message>
    <message>
        <source>waiting: permit</source>
        <translation>等待：许可</translation>
    </message>
    <message>
        <source>waiting: lock</source>
        <translation>等待：锁</translation>
    </message>
    <message>
        <source>waiting: event</source>
        <translation>等待：事件</translation>
    </message>
    <message>
        <source>waiting: condition</source>
        <translation>等待：条件变量</translation>
    </message>
    <message>
        <source>waiting: barrier</source>
        <translation>等待：屏障</translation>
    </message>
    <message>
        <source>waiting: join</source>
        <translation>等待：join</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>frozen</source>
        <translation>已冻结</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>失败</translation>
    </message>
    <message>
        <source>killed</source>
        <translation>被终止</translation>
    </message>
</context>
<context>
    <name>StateRow</name>
    <message>
        <source>Show only this state in lanes and shares</source>
        <translation>在泳道和时间去向中只显示此状态</translation>
    </message>
</context>
<context>
    <name>StatusPanel</name>
    <message>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>Copy the whole line</source>
        <translation>复制整行</translation>
    </message>
    <message>
        <source>worker alive</source>
        <translation>个工作进程存活</translation>
    </message>
    <message>
        <source>workers alive</source>
        <translation>个工作进程存活</translation>
    </message>
    <message>
        <source>attempted</source>
        <translation>尝试</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>等待</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>被拒</translation>
    </message>
    <message>
        <source>queued</source>
        <translation>排队</translation>
    </message>
    <message>
        <source>in hand</source>
        <translation>处理中</translation>
    </message>
    <message>
        <source>done</source>
        <translation>完成</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>丢失</translation>
    </message>
    <message>
        <source>✓ closes</source>
        <translation>✓ 账目相符</translation>
    </message>
    <message>
        <source>✗ does not close</source>
        <translation>✗ 账目不符</translation>
    </message>
    <message>
        <source>log {size}</source>
        <translation>日志 {size}</translation>
    </message>
    <message>
        <source>log {size} of {limit}</source>
        <translation>日志 {size} / {limit}</translation>
    </message>
    <message>
        <source>log {size} of {limit}, oldest part trimmed</source>
        <translation>日志 {size} / {limit}，最旧的部分已删除</translation>
    </message>
    <message>
        <source>recording costs {cost}</source>
        <translation>记录开销 {cost}</translation>
    </message>
</context>
<context>
    <name>Tables</name>
    <message>
        <source>{title}, with news: {news}</source>
        <translation>{title}，有新消息：{news}</translation>
    </message>
</context>
<context>
    <name>ThingsPanel</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Close things to try</source>
        <translation>关闭“试一试”</translation>
    </message>
    <message>
        <source>{title}: things to try</source>
        <translation>{title}：试一试</translation>
    </message>
</context>
<context>
    <name>ThroughputPlot</name>
    <message>
        <source>in</source>
        <translation>流入</translation>
    </message>
    <message>
        <source>out</source>
        <translation>流出</translation>
    </message>
    <message>
        <source>in = out</source>
        <translation>流入 = 流出</translation>
    </message>
    <message>
        <source>offered</source>
        <translation>供给</translation>
    </message>
</context>
<context>
    <name>TimelineHeader</name>
    <message>
        <source>Depth</source>
        <translation>深度</translation>
    </message>
    <message>
        <source>Throughput</source>
        <translation>吞吐量</translation>
    </message>
    <message>
        <source>Lanes</source>
        <translation>泳道</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>延迟</translation>
    </message>
    <message>
        <source>Shares</source>
        <translation>占比</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>实时</translation>
    </message>
    <message>
        <source>Whole run</source>
        <translation>整个运行</translation>
    </message>
    <message>
        <source>Follow the run (L)</source>
        <translation>跟随运行 (L)</translation>
    </message>
    <message>
        <source>Show all of it (L)</source>
        <translation>显示全部 (L)</translation>
    </message>
    <message>
        <source>Range of time shown</source>
        <translation>显示的时间范围</translation>
    </message>
    <message>
        <source>No room for it here: make the window higher, or switch another off</source>
        <translation>此处空间不足：请增大窗口高度，或关闭另一项</translation>
    </message>
    <message>
        <source>all of it</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>last {0}</source>
        <translation>最近 {0}</translation>
    </message>
</context>
<context>
    <name>TimelineMarks</name>
    <message>
        <source>warning</source>
        <translation>警告</translation>
    </message>
    <message>
        <source>pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>end</source>
        <translation>结束</translation>
    </message>
    <message>
        <source>producers</source>
        <translation>生产者</translation>
    </message>
    <message>
        <source>rate</source>
        <translation>速率</translation>
    </message>
    <message>
        <source>spacing</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>burst</source>
        <translation>突发</translation>
    </message>
    <message>
        <source>payload</source>
        <translation>载荷</translation>
    </message>
    <message>
        <source>put</source>
        <translation>put</translation>
    </message>
    <message>
        <source>put timeout</source>
        <translation>put 超时</translation>
    </message>
    <message>
        <source>when full</source>
        <translation>满时</translation>
    </message>
    <message>
        <source>maxsize</source>
        <translation>maxsize</translation>
    </message>
    <message>
        <source>consumers</source>
        <translation>消费者</translation>
    </message>
    <message>
        <source>service</source>
        <translation>服务时间</translation>
    </message>
    <message>
        <source>spread</source>
        <translation>分布</translation>
    </message>
    <message>
        <source>variation</source>
        <translation>变异系数</translation>
    </message>
    <message>
        <source>work</source>
        <translation>工作</translation>
    </message>
    <message>
        <source>get</source>
        <translation>get</translation>
    </message>
    <message>
        <source>get timeout</source>
        <translation>get 超时</translation>
    </message>
    <message>
        <source>when empty</source>
        <translation>空时</translation>
    </message>
    <message>
        <source>permits at put</source>
        <translation>put 处许可</translation>
    </message>
    <message>
        <source>permits at work</source>
        <translation>工作处许可</translation>
    </message>
    <message>
        <source>tempo</source>
        <translation>节奏</translation>
    </message>
</context>
<context>
    <name>TimelinePanel</name>
    <message>
        <source>Timeline</source>
        <translation>时间线</translation>
    </message>
    <message>
        <source>Space starts</source>
        <translation>按空格键开始</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Scenario</source>
        <translation>场景</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>重新运行</translation>
    </message>
    <message>
        <source>Hold view</source>
        <translation>定格画面</translation>
    </message>
    <message>
        <source>Export log…</source>
        <translation>导出日志…</translation>
    </message>
    <message>
        <source>Tempo × {factor}</source>
        <translation>节奏 × {factor}</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>启动中</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>运行中</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>停止中</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>× 1   as set</source>
        <translation>× 1   按设定</translation>
    </message>
    <message>
        <source>× {factor}   {n} times as fast</source>
        <translation>× {factor}   {n} 倍速</translation>
    </message>
    <message>
        <source>× {factor}   {n} times as slow</source>
        <translation>× {factor}   1/{n} 倍速</translation>
    </message>
    <message>
        <source>Start or stop the processes (Space)</source>
        <translation>开始或停止进程（空格键）</translation>
    </message>
    <message>
        <source>Pause the processes between two items (P)</source>
        <translation>在两个数据项之间暂停进程 (P)</translation>
    </message>
    <message>
        <source>End this run and start another (Ctrl+R)</source>
        <translation>结束本次运行并重新开始 (Ctrl+R)</translation>
    </message>
    <message>
        <source>Hold the display; the processes go on (H)</source>
        <translation>定格画面，进程继续运行 (H)</translation>
    </message>
    <message>
        <source>Multiplies every configured time: same load, slower to watch</source>
        <translation>把设定的所有时间乘以此数：负载不变，看得更清</translation>
    </message>
    <message>
        <source>Write the log of this run as CSV or JSON lines (Ctrl+E)</source>
        <translation>将本次运行的日志写成 CSV 或 JSON 行 (Ctrl+E)</translation>
    </message>
</context>
<context>
    <name>Unexpected</name>
    <message>
        <source>Weir made a mistake ({error}): what is shown may be incomplete. The processes and their log are not affected.</source>
        <translation>Weir 出错了（{error}）：显示的内容可能不完整。进程和它们的日志不受影响。</translation>
    </message>
</context>
<context>
    <name>Why</name>
    <message>
        <source>The queue fills: {offered}, {serve}</source>
        <translation>队列正在变满：{offered}，{serve}</translation>
    </message>
    <message>
        <source>put() raises Full after {timeout}</source>
        <translation>put() 在 {timeout} 后抛出 Full</translation>
    </message>
    <message>
        <source>The pipe is full: {offered}, {serve}</source>
        <translation>管道已满：{offered}，{serve}</translation>
    </message>
    <message>
        <source>Consumers wait for a permit: {offered}, {serve}</source>
        <translation>消费者在等待许可：{offered}，{serve}</translation>
    </message>
    <message>
        <source>The queue is full: {offered}, {serve}</source>
        <translation>队列已满：{offered}，{serve}</translation>
    </message>
    <message>
        <source>The queue is full in bursts: {burst} items come at once, it has {places} places</source>
        <translation>队列在突发时变满：一次到来 {burst} 个数据项，而它只有 {places} 个位置</translation>
    </message>
    <message>
        <source>on average {offered}, {serve}</source>
        <translation>平均{offered}，{serve}</translation>
    </message>
    <message>
        <source>Balanced on average, full at times: {offered}, {serve}</source>
        <translation>平均平衡，有时变满：{offered}，{serve}</translation>
    </message>
    <message>
        <source>Producers wait for a permit {share} of the time: {n} may be in put() at once</source>
        <translation>生产者有 {share} 的时间在等待许可：同一时刻只有 {n} 个可以执行 put()</translation>
    </message>
    <message>
        <source>The queue grows without bound: {offered}, {serve}</source>
        <translation>队列无限增长：{offered}，{serve}</translation>
    </message>
    <message>
        <source>{n} of them nobody can get: their producer is gone</source>
        <translation>其中 {n} 个无人能取：它们的生产者已不在</translation>
    </message>
    <message>
        <source>{n} of them are read, their slots not yet given back</source>
        <translation>其中 {n} 个已被读出，位置尚未腾出</translation>
    </message>
    <message>
        <source>the log does not tell what is in the pipe and what in sender buffers</source>
        <translation>日志无法区分管道中与发送方缓冲区中的数据项</translation>
    </message>
    <message>
        <source>{n} are on their way, empty() sees only the pipe</source>
        <translation>有 {n} 个在途中，empty() 只看得到管道</translation>
    </message>
    <message>
        <source>raises NotImplementedError on macOS</source>
        <translation>在 macOS 上抛出 NotImplementedError</translation>
    </message>
    <message>
        <source>This range is too short to say more</source>
        <translation>此范围太短，无法下结论</translation>
    </message>
    <message>
        <source>Consumers wait for an item {share} of the time: {offered}, {serve}</source>
        <translation>消费者有 {share} 的时间在等待数据项：{offered}，{serve}</translation>
    </message>
    <message>
        <source>producers pacing {share}</source>
        <translation>生产者发送间歇 {share}</translation>
    </message>
    <message>
        <source>The pipe fills: {offered}, {serve}</source>
        <translation>管道正在变满：{offered}，{serve}</translation>
    </message>
    <message>
        <source>Flat out on both sides, {rate}/s on average: the channel itself sets the pace</source>
        <translation>两端都全速，平均 {rate}/s：快慢由通道本身决定</translation>
    </message>
    <message>
        <source>Balanced: {offered}, {serve}</source>
        <translation>平衡：{offered}，{serve}</translation>
    </message>
    <message>
        <source>put_nowait() raises Full at once</source>
        <translation>put_nowait() 立刻抛出 Full</translation>
    </message>
    <message>
        <source>1 permit allows {rate}/s</source>
        <translation>1 个许可只允许 {rate}/s</translation>
    </message>
    <message>
        <source>{n} permits allow {rate}/s</source>
        <translation>{n} 个许可只允许 {rate}/s</translation>
    </message>
    <message>
        <source>1 consumer serves {rate}/s</source>
        <translation>1 个消费者处理 {rate}/s</translation>
    </message>
    <message>
        <source>{n} consumers serve {rate}/s</source>
        <translation>{n} 个消费者处理 {rate}/s</translation>
    </message>
    <message>
        <source>1 consumer can serve {rate}/s</source>
        <translation>1 个消费者可处理 {rate}/s</translation>
    </message>
    <message>
        <source>{n} consumers can serve {rate}/s</source>
        <translation>{n} 个消费者可处理 {rate}/s</translation>
    </message>
    <message>
        <source>{rate}/s are offered</source>
        <translation>供给 {rate}/s</translation>
    </message>
    <message>
        <source>{rate}/s offered</source>
        <translation>供给 {rate}/s</translation>
    </message>
    <message>
        <source>producers run flat out</source>
        <translation>生产者全速运行</translation>
    </message>
    <message>
        <source>nothing is offered</source>
        <translation>没有供给</translation>
    </message>
    <message>
        <source>Producers flat out</source>
        <translation>生产者全速</translation>
    </message>
    <message>
        <source>no consumer serves</source>
        <translation>没有消费者处理</translation>
    </message>
    <message>
        <source>the service takes no time</source>
        <translation>服务不需要时间</translation>
    </message>
    <message>
        <source>Consumers wait for each other {share} of the time: one at a time can read</source>
        <translation>消费者有 {share} 的时间在互相等待：同一时刻只有一个能读</translation>
    </message>
    <message>
        <source>Producers wait for each other {share} of the time: one at a time can write</source>
        <translation>生产者有 {share} 的时间在互相等待：同一时刻只有一个能写</translation>
    </message>
    <message>
        <source>More processes than cores: {n} want to compute at once and get {cores} cores</source>
        <translation>进程多于核心：{n} 个想同时计算，只有 {cores} 个核心</translation>
    </message>
    <message>
        <source>Try maxsize {places}</source>
        <translation>试试 maxsize {places}</translation>
    </message>
    <message>
        <source>Try {rate}/s each</source>
        <translation>试试各 {rate}/s</translation>
    </message>
    <message>
        <source>Try {n} permits</source>
        <translation>试试 {n} 个许可</translation>
    </message>
    <message>
        <source>Try {n} consumers</source>
        <translation>试试 {n} 个消费者</translation>
    </message>
    <message>
        <source>Try {n} consumer</source>
        <translation>试试 {n} 个消费者</translation>
    </message>
    <message>
        <source>Try {service} ms</source>
        <translation>试试 {service} ms</translation>
    </message>
    <message>
        <source>{share} of the puts are refused: {offered}, {serve}</source>
        <translation>{share} 的 put 被拒绝：{offered}，{serve}</translation>
    </message>
    <message>
        <source>No item fits into the pipe: send() waits until a consumer reads it</source>
        <translation>管道装不下一个数据项：send() 要等消费者来读</translation>
    </message>
    <message>
        <source>Just changed: {offered}, {serve}</source>
        <translation>刚刚改动：{offered}，{serve}</translation>
    </message>
    <message>
        <source>nobody can get any: who held the read lock is dead</source>
        <translation>谁都取不到：持有读锁的进程已死亡</translation>
    </message>
    <message>
        <source>No consumer is left alive: what enters stays</source>
        <translation>已没有存活的消费者：进入的数据项都留在队列里</translation>
    </message>
    <message>
        <source>No producer is left alive: nothing enters any more</source>
        <translation>已没有存活的生产者：不再有数据项进入</translation>
    </message>
    <message>
        <source>{share} of the puts are refused: {burst} items come at once, the queue has {places} places</source>
        <translation>{share} 的 put 被拒绝：一次到来 {burst} 个数据项，而队列只有 {places} 个位置</translation>
    </message>
    <message>
        <source>Processes wait for a CPU: {n} want to compute at once and get {cores} cores</source>
        <translation>进程在等待 CPU：{n} 个想同时计算，只有 {cores} 个核心</translation>
    </message>
    <message>
        <source>Items wait to be written, consumers wait for them {share} of the time: the pipe sets the pace</source>
        <translation>数据项等待写入，消费者有 {share} 的时间在等它们：快慢由管道决定</translation>
    </message>
    <message>
        <source>Try {n} permits at put</source>
        <translation>试试 {n} 个 put 处许可</translation>
    </message>
    <message>
        <source>Try {size} bytes</source>
        <translation>试试 {size} 字节</translation>
    </message>
    <message>
        <source>Try {rate}/s</source>
        <translation>试试 {rate}/s</translation>
    </message>
    <message>
        <source>Start a producer in its place</source>
        <translation>启动一个生产者代替</translation>
    </message>
    <message>
        <source>Start {n} producers in their place</source>
        <translation>启动 {n} 个生产者代替</translation>
    </message>
    <message>
        <source>Start a consumer in its place</source>
        <translation>启动一个消费者代替</translation>
    </message>
    <message>
        <source>Start {n} consumers in their place</source>
        <translation>启动 {n} 个消费者代替</translation>
    </message>
    <message>
        <source>Try {n} consumers, {permits} permits</source>
        <translation>试试 {n} 个消费者、{permits} 个许可</translation>
    </message>
    <message>
        <source>put_nowait() raised Full</source>
        <translation>put_nowait() 抛出 Full</translation>
    </message>
    <message>
        <source>put() was cut short by Stop</source>
        <translation>put() 因停止而中断</translation>
    </message>
    <message>
        <source>put() gave up</source>
        <translation>put() 放弃</translation>
    </message>
    <message>
        <source>put() gave up {count} times</source>
        <translation>put() 放弃 {count} 次</translation>
    </message>
    <message>
        <source>get_nowait() raised Empty</source>
        <translation>get_nowait() 抛出 Empty</translation>
    </message>
    <message>
        <source>get() gave up</source>
        <translation>get() 放弃</translation>
    </message>
    <message>
        <source>get() gave up {count} times</source>
        <translation>get() 放弃 {count} 次</translation>
    </message>
    <message>
        <source>get() was cut short by Stop</source>
        <translation>get() 因停止而中断</translation>
    </message>
    <message>
        <source>started, process {pid}</source>
        <translation>已启动，进程 {pid}</translation>
    </message>
    <message>
        <source>killed by {signal}</source>
        <translation>被 {signal} 终止</translation>
    </message>
    <message>
        <source>failed with exit code {code}</source>
        <translation>失败，退出码 {code}</translation>
    </message>
    <message>
        <source>ended as asked, exit code 0</source>
        <translation>按要求结束，退出码 0</translation>
    </message>
    <message>
        <source>finished, exit code 0</source>
        <translation>已结束，退出码 0</translation>
    </message>
    <message>
        <source>{key}: {old} → {new}</source>
        <translation>{key}：{old} → {new}</translation>
    </message>
    <message>
        <source>Ending: {sentence}</source>
        <translation>正在结束：{sentence}</translation>
    </message>
    <message>
        <source>all paused</source>
        <translation>全部暂停</translation>
    </message>
    <message>
        <source>goes on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>all go on</source>
        <translation>全部继续</translation>
    </message>
    <message>
        <source>pipe {used} of {capacity} KiB</source>
        <translation>管道 {used} / {capacity} KiB</translation>
    </message>
    <message>
        <source>producers wait {share}</source>
        <translation>生产者等待 {share}</translation>
    </message>
    <message>
        <source>queue {depth} of {maxsize}</source>
        <translation>队列 {depth} / {maxsize}</translation>
    </message>
    <message>
        <source>consumers busy {share}</source>
        <translation>消费者忙碌 {share}</translation>
    </message>
    <message>
        <source>consumers wait for the read lock {share}</source>
        <translation>消费者等待读锁 {share}</translation>
    </message>
    <message>
        <source>{n} in sender buffers</source>
        <translation>发送方缓冲区中 {n} 个</translation>
    </message>
    <message>
        <source>consumers wait for a permit {share}</source>
        <translation>消费者等待许可 {share}</translation>
    </message>
    <message>
        <source>{depth} items in the pipe</source>
        <translation>管道中有 {depth} 个数据项</translation>
    </message>
    <message>
        <source>From {start} to {end} s: {chain}</source>
        <translation>{start} 至 {end} s：{chain}</translation>
    </message>
    <message>
        <source>queue {depth}, unbounded</source>
        <translation>队列 {depth}，无上限</translation>
    </message>
    <message>
        <source>consumers busy {share}, {n} frozen</source>
        <translation>消费者忙碌 {share}，{n} 个已冻结</translation>
    </message>
    <message>
        <source>consumers busy {share}, {n} paused</source>
        <translation>消费者忙碌 {share}，{n} 个已暂停</translation>
    </message>
    <message>
        <source>consumers busy {share}, {n} died</source>
        <translation>消费者忙碌 {share}，{n} 个已死亡</translation>
    </message>
    <message>
        <source>{items} items at {rate}/s: all done after about {time}, and every process ends</source>
        <translation>{items} 个数据项，{rate}/s：约 {time} 后全部完成，所有进程随之结束</translation>
    </message>
    <message>
        <source>{offered}, {serve}: the pipe fills, then send() waits</source>
        <translation>{offered}，{serve}：管道变满，然后 send() 等待</translation>
    </message>
    <message>
        <source>{offered}, {serve}: the queue grows without bound</source>
        <translation>{offered}，{serve}：队列无限增长</translation>
    </message>
    <message>
        <source>{offered}, {serve}: the queue of {maxsize} is full {time}</source>
        <translation>{offered}，{serve}：{maxsize} 个位置的队列{time}变满</translation>
    </message>
    <message>
        <source>Bursts of {burst} items meet {places} places: full in bursts, producers wait</source>
        <translation>每次突发 {burst} 个数据项，只有 {places} 个位置：突发时变满，生产者等待</translation>
    </message>
    <message>
        <source>{offered}, {serve}: consumers wait for an item {share} of the time</source>
        <translation>{offered}，{serve}：消费者有 {share} 的时间在等待数据项</translation>
    </message>
    <message>
        <source>On average {offered}, {serve}</source>
        <translation>平均{offered}，{serve}</translation>
    </message>
    <message>
        <source>{offered}, {serve}: the queue of {maxsize} is full {time}, then puts are refused</source>
        <translation>{offered}，{serve}：{maxsize} 个位置的队列{time}变满，之后 put 被拒绝</translation>
    </message>
    <message>
        <source>{time} after Start</source>
        <translation>在开始 {time} 后</translation>
    </message>
    <message>
        <source>Flat out on both sides: the channel itself sets the pace</source>
        <translation>两端都全速：快慢由通道本身决定</translation>
    </message>
    <message>
        <source>at once</source>
        <translation>立刻</translation>
    </message>
    <message>
        <source>No producers: nothing enters the queue</source>
        <translation>没有生产者：没有数据项进入队列</translation>
    </message>
    <message>
        <source>No consumers: what enters stays</source>
        <translation>没有消费者：进入的数据项都留在队列里</translation>
    </message>
    <message>
        <source>{count} older events are no longer listed</source>
        <translation>更早的 {count} 个事件不再列出</translation>
    </message>
    <message>
        <source>The queue drains: {offered}, {serve}</source>
        <translation>队列正在排空：{offered}，{serve}</translation>
    </message>
    <message>
        <source>The channel is full although {offered} and {serve}: they serve only {rate}/s</source>
        <translation>通道已满，尽管{offered}、{serve}：实际只处理 {rate}/s</translation>
    </message>
    <message>
        <source>Consumers ask in vain for an item {share} of the time: {offered}, {serve}</source>
        <translation>消费者有 {share} 的时间取不到数据项：{offered}，{serve}</translation>
    </message>
    <message>
        <source>Balanced, nothing to spare: {offered}, {serve}</source>
        <translation>平衡，但没有余力：{offered}，{serve}</translation>
    </message>
    <message>
        <source>The pipe drains: {offered}, {serve}</source>
        <translation>管道正在排空：{offered}，{serve}</translation>
    </message>
    <message>
        <source>get_nowait() raises Empty at once</source>
        <translation>get_nowait() 立刻抛出 Empty</translation>
    </message>
    <message>
        <source>{name} is frozen and holds the read lock: nobody can get an item</source>
        <translation>{name} 已冻结，仍持有读锁：谁也取不到数据项</translation>
    </message>
    <message>
        <source>{name} is frozen and holds the write lock: nothing reaches the consumers</source>
        <translation>{name} 已冻结，仍持有写锁：什么都到不了消费者</translation>
    </message>
    <message>
        <source>{name} is frozen by a signal: {offered}, {serve}</source>
        <translation>{name} 被信号冻结：{offered}，{serve}</translation>
    </message>
    <message>
        <source>{share} of the puts are refused, at peaks: {offered}, {serve}</source>
        <translation>高峰时 {share} 的 put 被拒绝：{offered}，{serve}</translation>
    </message>
    <message>
        <source>{name} was killed and held a permit: {offered}, {serve}</source>
        <translation>{name} 被终止时持有一个许可：{offered}，{serve}</translation>
    </message>
    <message>
        <source>The pipe is full in bursts: {burst} items come at once, {places} fit into it</source>
        <translation>管道在突发时变满：一次到来 {burst} 个数据项，它只装得下 {places} 个</translation>
    </message>
    <message>
        <source>{name} was killed and held a permit at put: {n} may be in put() at once</source>
        <translation>{name} 被终止时持有 put 处的一个许可：同一时刻只有 {n} 个可以执行 put()</translation>
    </message>
    <message>
        <source>{sentence}. The ledger closes</source>
        <translation>{sentence}。账目相符</translation>
    </message>
    <message>
        <source>{sentence}. The ledger does not close</source>
        <translation>{sentence}。账目不符</translation>
    </message>
    <message>
        <source>{count} × put_nowait(): Full</source>
        <translation>{count} × put_nowait()：Full</translation>
    </message>
    <message>
        <source>put(timeout) raised Full</source>
        <translation>put(timeout) 抛出 Full</translation>
    </message>
    <message>
        <source>{count} × put(timeout): Full</source>
        <translation>{count} × put(timeout)：Full</translation>
    </message>
    <message>
        <source>{count} × put() was cut short by Stop</source>
        <translation>{count} × put() 因停止而中断</translation>
    </message>
    <message>
        <source>{count} × get_nowait(): Empty</source>
        <translation>{count} × get_nowait()：Empty</translation>
    </message>
    <message>
        <source>get(timeout) raised Empty</source>
        <translation>get(timeout) 抛出 Empty</translation>
    </message>
    <message>
        <source>{count} × get(timeout): Empty</source>
        <translation>{count} × get(timeout)：Empty</translation>
    </message>
    <message>
        <source>{count} × get() was cut short by Stop</source>
        <translation>{count} × get() 因停止而中断</translation>
    </message>
    <message>
        <source>{label}: {old} → {new}{unit} ({key})</source>
        <translation>{label}：{old} → {new}{unit}（{key}）</translation>
    </message>
    <message>
        <source>has started</source>
        <translation>已启动</translation>
    </message>
    <message>
        <source>has ended</source>
        <translation>已结束</translation>
    </message>
    <message>
        <source>killed at the end: {signal}</source>
        <translation>结束时被终止：{signal}</translation>
    </message>
    <message>
        <source>was paused</source>
        <translation>已被暂停</translation>
    </message>
    <message>
        <source>1 item in the pipe</source>
        <translation>管道中 1 个数据项</translation>
    </message>
    <message>
        <source>Bursts of {burst} items meet {places} places: full in bursts, then puts are refused</source>
        <translation>每次突发 {burst} 个数据项，只有 {places} 个位置：突发时变满，之后 put 被拒绝</translation>
    </message>
    <message>
        <source>1 core allows {rate}/s</source>
        <translation>1 个核心只允许 {rate}/s</translation>
    </message>
    <message>
        <source>{n} cores allow {rate}/s</source>
        <translation>{n} 个核心只允许 {rate}/s</translation>
    </message>
    <message>
        <source>No producers: nothing enters the pipe</source>
        <translation>没有生产者：没有数据项进入管道</translation>
    </message>
    <message>
        <source>The channel itself sets the pace: {offered}, {serve}, it carries {rate}/s</source>
        <translation>快慢由通道本身决定：{offered}，{serve}，它只传送 {rate}/s</translation>
    </message>
    <message>
        <source>the producers manage only {rate}/s of {offered}/s</source>
        <translation>生产者只达到 {rate}/s（设定为 {offered}/s）</translation>
    </message>
    <message>
        <source>no producers: one would help</source>
        <translation>没有生产者：增加一个即可</translation>
    </message>
    <message>
        <source>producers pacing {share}, {n} died</source>
        <translation>生产者发送间歇 {share}，{n} 个已终止</translation>
    </message>
    <message>
        <source>producers pacing {share}: a higher rate would help</source>
        <translation>生产者发送间歇 {share}：提高速率即可</translation>
    </message>
    <message>
        <source>{n} processes are frozen by a signal: {offered}, {serve}</source>
        <translation>{n} 个进程被信号冻结：{offered}，{serve}</translation>
    </message>
    <message>
        <source>{name} is frozen and holds the last permit: nobody can work</source>
        <translation>{name} 已冻结，仍持有最后一个许可：谁也无法工作</translation>
    </message>
    <message>
        <source>{name} was killed and held the last permit: nobody can work</source>
        <translation>{name} 被终止时持有最后一个许可：谁也无法工作</translation>
    </message>
    <message>
        <source>{name} is frozen and holds the last permit at put: nothing enters</source>
        <translation>{name} 已冻结，仍持有 put 处的最后一个许可：什么都进不来</translation>
    </message>
    <message>
        <source>{name} was killed and held the last permit at put: nothing enters</source>
        <translation>{name} 被终止时持有 put 处的最后一个许可：什么都进不来</translation>
    </message>
    <message>
        <source>nothing: Full was raised at once</source>
        <translation>无：立刻抛出了 Full</translation>
    </message>
    <message>
        <source>nothing: the timeout passed</source>
        <translation>无：超时已到</translation>
    </message>
    <message>
        <source>nothing: Empty was raised at once</source>
        <translation>无：立刻抛出了 Empty</translation>
    </message>
    <message>
        <source>the run was stopped</source>
        <translation>运行被停止</translation>
    </message>
    <message>
        <source>{worker} gave a slot back: it had read item {item}</source>
        <translation>{worker} 腾出了一个空位：它已读出数据项 {item}</translation>
    </message>
    <message>
        <source>{worker} released the read lock: it had read item {item}</source>
        <translation>{worker} 释放了读锁：它已读出数据项 {item}</translation>
    </message>
    <message>
        <source>the feeder of {worker} gave a slot back: it could not pickle the item</source>
        <translation>{worker} 的馈送线程腾出了一个空位：数据项无法 pickle</translation>
    </message>
    <message>
        <source>{worker} released a permit</source>
        <translation>{worker} 释放了一个许可</translation>
    </message>
    <message>
        <source>the feeder of {worker} wrote item {item}</source>
        <translation>{worker} 的馈送线程写出了数据项 {item}</translation>
    </message>
    <message>
        <source>maxsize grew from {old} to {new}</source>
        <translation>maxsize 从 {old} 增大到 {new}</translation>
    </message>
    <message>
        <source>permits grew from {old} to {new}</source>
        <translation>许可从 {old} 增加到 {new}</translation>
    </message>
    <message>
        <source>an end mark of the host came</source>
        <translation>收到宿主进程的结束标记</translation>
    </message>
    <message>
        <source>{worker} put item {item}</source>
        <translation>{worker} 放入了数据项 {item}</translation>
    </message>
    <message>
        <source>{worker} released the read lock</source>
        <translation>{worker} 释放了读锁</translation>
    </message>
    <message>
        <source>{worker} read item {item}: the pipe had room</source>
        <translation>{worker} 读出了数据项 {item}：管道有了空间</translation>
    </message>
    <message>
        <source>{worker} released the write lock</source>
        <translation>{worker} 释放了写锁</translation>
    </message>
    <message>
        <source>{worker} sent item {item}</source>
        <translation>{worker} 发送了数据项 {item}</translation>
    </message>
    <message>
        <source>the user let it go on</source>
        <translation>用户让它继续</translation>
    </message>
    <message>
        <source>read lock lost</source>
        <translation>读锁丢失</translation>
    </message>
    <message>
        <source>write lock lost</source>
        <translation>写锁丢失</translation>
    </message>
    <message>
        <source>permit lost</source>
        <translation>许可丢失</translation>
    </message>
    <message>
        <source>not enough data</source>
        <translation>数据不足</translation>
    </message>
    <message>
        <source>nobody left</source>
        <translation>已无进程</translation>
    </message>
    <message>
        <source>refused puts</source>
        <translation>put 被拒绝</translation>
    </message>
    <message>
        <source>write lock</source>
        <translation>写锁</translation>
    </message>
    <message>
        <source>pipe full</source>
        <translation>管道已满</translation>
    </message>
    <message>
        <source>more processes than cores</source>
        <translation>进程多于核心</translation>
    </message>
    <message>
        <source>permits at work</source>
        <translation>工作处许可</translation>
    </message>
    <message>
        <source>full but draining</source>
        <translation>已满但在排空</translation>
    </message>
    <message>
        <source>permits at put</source>
        <translation>put 处许可</translation>
    </message>
    <message>
        <source>unbounded growth</source>
        <translation>无限增长</translation>
    </message>
    <message>
        <source>read-lock convoy</source>
        <translation>争用读锁</translation>
    </message>
    <message>
        <source>slow transport</source>
        <translation>传送缓慢</translation>
    </message>
    <message>
        <source>flat out</source>
        <translation>全速</translation>
    </message>
    <message>
        <source>in balance</source>
        <translation>平衡</translation>
    </message>
    <message>
        <source>{n} workers still had work 1 s after Stop and were killed</source>
        <translation>停止 1 s 后仍有 {n} 个工作进程在工作，已被终止</translation>
    </message>
    <message>
        <source>Done: {done} item in {time}, but the ledger does not close</source>
        <translation>完成：{time} 内处理 {done} 个数据项，但账目不符</translation>
    </message>
    <message>
        <source>Done: {done} items in {time}, but the ledger does not close</source>
        <translation>完成：{time} 内处理 {done} 个数据项，但账目不符</translation>
    </message>
    <message>
        <source>Done: {done} item in {time}, {lost} lost, the ledger closes</source>
        <translation>完成：{time} 内处理 {done} 个数据项，丢失 {lost} 个，账目相符</translation>
    </message>
    <message>
        <source>Done: {done} item in {time}, the ledger closes</source>
        <translation>完成：{time} 内处理 {done} 个数据项，账目相符</translation>
    </message>
    <message>
        <source>{attempted} attempted: {done} done, {refused} refused, {lost} lost</source>
        <translation>尝试 {attempted}：完成 {done}，被拒 {refused}，丢失 {lost}</translation>
    </message>
    <message>
        <source>Just started: not enough seen yet to say more</source>
        <translation>刚刚开始：观察到的还太少，无法下结论</translation>
    </message>
    <message>
        <source>Last {time}: {chain}</source>
        <translation>最近 {time}：{chain}</translation>
    </message>
    <message>
        <source>{name} was killed and held the read lock: nobody can get an item</source>
        <translation>{name} 被终止时持有读锁：谁也取不到数据项</translation>
    </message>
    <message>
        <source>{name} was killed and held the write lock: nothing reaches the consumers</source>
        <translation>{name} 被终止时持有写锁：什么都到不了消费者</translation>
    </message>
    <message>
        <source>what helps: kill -CONT {pids}</source>
        <translation>对策：kill -CONT {pids}</translation>
    </message>
    <message>
        <source>only a new run helps: Restart</source>
        <translation>只能重新运行</translation>
    </message>
    <message>
        <source>nothing to spare</source>
        <translation>没有余力</translation>
    </message>
    <message>
        <source>Done: {done} items in {time}, {lost} lost, the ledger closes</source>
        <translation>完成：{time} 内处理 {done} 个数据项，丢失 {lost} 个，账目相符</translation>
    </message>
    <message>
        <source>Before the end: {reason}</source>
        <translation>结束之前：{reason}</translation>
    </message>
    <message>
        <source>{cut}. {chain}</source>
        <translation>{cut}。{chain}</translation>
    </message>
    <message>
        <source>Ended: {sentence}</source>
        <translation>已结束：{sentence}</translation>
    </message>
    <message>
        <source>Done: {done} items in {time}, the ledger closes</source>
        <translation>完成：{time} 内处理 {done} 个数据项，账目相符</translation>
    </message>
    <message>
        <source>Paused: every process stands still between two items</source>
        <translation>已暂停：每个进程都停在两个数据项之间</translation>
    </message>
    <message>
        <source>No producer is left alive. {done}</source>
        <translation>没有存活的生产者了。{done}</translation>
    </message>
    <message>
        <source>{name} still had work 1 s after Stop and was killed</source>
        <translation>停止 1 s 后 {name} 仍在工作，已被终止</translation>
    </message>
    <message>
        <source>Ending: what is under way gets 1 s to be worked off</source>
        <translation>正在结束：进行中的工作还有 1 s 处理完</translation>
    </message>
    <message>
        <source>Ending: what is still under way is worked off</source>
        <translation>正在结束：处理完尚未完成的数据项</translation>
    </message>
    <message>
        <source>Every consumer has ended: what enters stays</source>
        <translation>消费者均已结束：进入的数据项都留在队列里</translation>
    </message>
    <message>
        <source>Every producer has ended: nothing enters any more</source>
        <translation>生产者均已结束：不再有数据项进入</translation>
    </message>
</context>
<context>
    <name>WhyPanel</name>
    <message>
        <source>Why</source>
        <translation>为什么</translation>
    </message>
    <message>
        <source>Show it in the lanes</source>
        <translation>在泳道中显示</translation>
    </message>
    <message>
        <source>Export log…</source>
        <translation>导出日志…</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>再次运行</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开文件夹</translation>
    </message>
    <message>
        <source>Back to live</source>
        <translation>回到实时</translation>
    </message>
    <message>
        <source>Back to the end</source>
        <translation>回到结尾</translation>
    </message>
    <message>
        <source>Expected: {sentence}</source>
        <translation>预计：{sentence}</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>{used} of {capacity} KiB</source>
        <translation>{used} / {capacity} KiB</translation>
    </message>
</context>
<context>
    <name>XrayPanel</name>
    <message>
        <source>Start a run to look into its channel.</source>
        <translation>开始一次运行，即可透视其通道。</translation>
    </message>
    <message>
        <source>What it would answer now</source>
        <translation>此刻它会回答什么</translation>
    </message>
    <message>
        <source>✓ right</source>
        <translation>✓ 正确</translation>
    </message>
    <message>
        <source>✗ wrong</source>
        <translation>✗ 不对</translation>
    </message>
    <message>
        <source>X-ray of the channel</source>
        <translation>通道透视</translation>
    </message>
    <message>
        <source>Slots taken</source>
        <translation>已占位置</translation>
    </message>
    <message>
        <source>Sender buffers</source>
        <translation>发送方缓冲区</translation>
    </message>
    <message>
        <source>In a feeder&apos;s hand</source>
        <translation>在馈送线程手中</translation>
    </message>
    <message>
        <source>Write lock</source>
        <translation>写锁</translation>
    </message>
    <message>
        <source>Pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>Pipe, bytes</source>
        <translation>管道，字节</translation>
    </message>
    <message>
        <source>Read lock</source>
        <translation>读锁</translation>
    </message>
    <message>
        <source>Read, slot not back</source>
        <translation>已读，未腾出位置</translation>
    </message>
    <message>
        <source>taken</source>
        <translation>已占</translation>
    </message>
    <message>
        <source>buffers</source>
        <translation>缓冲区</translation>
    </message>
    <message>
        <source>feeders</source>
        <translation>馈送线程</translation>
    </message>
    <message>
        <source>pipe</source>
        <translation>管道</translation>
    </message>
    <message>
        <source>in the pipe</source>
        <translation>管道中</translation>
    </message>
    <message>
        <source>Which items are in sender buffers and which in the pipe is only known live: a write that need not wait leaves no record.</source>
        <translation>哪些数据项在发送方缓冲区、哪些在管道，只有实时才知道：无须等待的写入不留记录。</translation>
    </message>
    <message>
        <source>read</source>
        <translation>已读</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>已发出</translation>
    </message>
    <message>
        <source>{n} of {most}</source>
        <translation>{n} / {most}</translation>
    </message>
    <message>
        <source>{n} more</source>
        <translation>另有 {n} 个</translation>
    </message>
    <message>
        <source>{name}, which is dead</source>
        <translation>{name}（已死亡）</translation>
    </message>
    <message>
        <source>{n} wait</source>
        <translation>{n} 个等待</translation>
    </message>
    <message>
        <source>free</source>
        <translation>空闲</translation>
    </message>
    <message>
        <source>{name}, {n} wait</source>
        <translation>{name}，{n} 个等待</translation>
    </message>
</context>
</TS>
