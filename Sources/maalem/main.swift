import Operator

await MaalemCommand.start()
